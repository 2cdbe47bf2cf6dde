import { Controller } from '@nestjs/common';
import { abandonActivation, openActivation, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers } from '@paraph/platform';
import { AbandonActivation } from '../domain/activation/abandon-activation.js';
import { OpenActivation } from '../domain/activation/open-activation.js';
import { LogPath } from '../domain/log-path/log-path.js';

/** Activations, from the draft to their end. */
@Controller()
export class ActivationController {
  constructor(
    private readonly openOne: OpenActivation,
    private readonly abandonOne: AbandonActivation,
    private readonly logPath: LogPath,
  ) {}

  @Answers(openActivation)
  async open(request: RequestOf<typeof openActivation>): Promise<ReplyOf<typeof openActivation>> {
    this.logPath.demand();
    return this.openOne.run(request);
  }

  @Answers(abandonActivation)
  async abandon({ activationId, reason }: RequestOf<typeof abandonActivation>): Promise<ReplyOf<typeof abandonActivation>> {
    await this.abandonOne.run(activationId, reason);
    return { activationId };
  }
}
