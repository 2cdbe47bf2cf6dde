import { Controller } from '@nestjs/common';
import { authorise, extendActivation, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers } from '@paraph/platform';
import { AuthoriseExplicitly } from '../domain/activation/authorise-explicitly.js';
import { ExtendActivation } from '../domain/activation/extend-activation.js';
import { LogPath } from '../domain/log-path/log-path.js';

/** What applications may do without sending their signer to the approval page. */
@Controller()
export class ExplicitController {
  constructor(
    private readonly authorisation: AuthoriseExplicitly,
    private readonly extension: ExtendActivation,
    private readonly logPath: LogPath,
  ) {}

  @Answers(authorise)
  async authorise({ authData, ...request }: RequestOf<typeof authorise>): Promise<ReplyOf<typeof authorise>> {
    this.logPath.demand();
    const { sad, expiresAt } = await this.authorisation.run(request, authData);
    return { sad, expiresAt: expiresAt.toISOString() };
  }

  @Answers(extendActivation)
  async extend(request: RequestOf<typeof extendActivation>): Promise<ReplyOf<typeof extendActivation>> {
    return this.extension.run(request);
  }
}
