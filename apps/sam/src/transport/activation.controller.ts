import { Controller } from '@nestjs/common';
import { abandonActivation, destroyKey, openActivation, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers } from '@paraph/platform';
import { AbandonActivation } from '../domain/activation/abandon-activation.js';
import { OpenActivation } from '../domain/activation/open-activation.js';
import { LogPath } from '../domain/log-path/log-path.js';
import { EndAbandonedSession } from '../domain/sessions/end-abandoned-session.js';
import { HeldElsewhere } from '../domain/sessions/held-elsewhere.js';
import { AtHolder } from './at-holder.js';

/** Activations, from the draft to their end. */
@Controller()
export class ActivationController {
  constructor(
    private readonly openOne: OpenActivation,
    private readonly abandonOne: AbandonActivation,
    private readonly logPath: LogPath,
    private readonly sessions: EndAbandonedSession,
    private readonly atHolder: AtHolder,
  ) {}

  @Answers(openActivation)
  async open(request: RequestOf<typeof openActivation>): Promise<ReplyOf<typeof openActivation>> {
    this.logPath.demand();
    return this.openOne.run(request);
  }

  @Answers(abandonActivation)
  async abandon({ activationId, reason }: RequestOf<typeof abandonActivation>): Promise<ReplyOf<typeof abandonActivation>> {
    await this.abandonOne.run(activationId, reason);
    await this.endSession(activationId);
    return { activationId };
  }

  /** A key that was made for nothing else ends, wherever it is. Should its holder not hear it, it ends by time. */
  private async endSession(activationId: string): Promise<void> {
    try {
      await this.sessions.run(activationId);
    } catch (error) {
      if (!(error instanceof HeldElsewhere)) throw error;
      await this.atHolder.handOn(destroyKey, { credentialId: error.credentialId }, error.replica).catch(() => undefined);
    }
  }
}
