import { Controller } from '@nestjs/common';
import { authorise, extendActivation, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers } from '@paraph/platform';
import { AuthoriseExplicitly } from '../domain/activation/authorise-explicitly.js';
import { ExtendActivation } from '../domain/activation/extend-activation.js';

/** What applications may do without sending their signer to the approval page. */
@Controller()
export class ExplicitController {
  constructor(
    private readonly authorisation: AuthoriseExplicitly,
    private readonly extension: ExtendActivation,
  ) {}

  @Answers(authorise)
  async authorise({ authData, ...request }: RequestOf<typeof authorise>): Promise<ReplyOf<typeof authorise>> {
    const { sad, expiresAt } = await this.authorisation.run(request, authData);
    return { sad, expiresAt: expiresAt.toISOString() };
  }

  @Answers(extendActivation)
  async extend(request: RequestOf<typeof extendActivation>): Promise<ReplyOf<typeof extendActivation>> {
    return this.extension.run(request);
  }
}
