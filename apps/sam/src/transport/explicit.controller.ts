import { Controller } from '@nestjs/common';
import { authorise, describeAuthorisation, extendActivation, redeemActivation, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers } from '@paraph/platform';
import type { AskedSigner, AuthoriseByLink } from '../domain/activation/authorise-by-link.js';
import { asksByLink, type AuthoriseExplicitly } from '../domain/activation/authorise-explicitly.js';
import type { DescribeAuthorisation } from '../domain/activation/describe-authorisation.js';
import type { ExtendActivation } from '../domain/activation/extend-activation.js';
import type { RedeemActivation } from '../domain/activation/redeem-activation.js';
import { LogPath } from '../domain/log-path/log-path.js';
import type { IssuedSad } from '../domain/signing/issue-sad.js';

/** What applications may do without sending their signer to the authorisation server. */
export abstract class ApplicationSteps {
  abstract readonly explicitly: AuthoriseExplicitly;
  abstract readonly byLink: AuthoriseByLink;
  abstract readonly redemption: RedeemActivation;
  abstract readonly extension: ExtendActivation;
  abstract readonly description: DescribeAuthorisation;
}

/** Calls of the gateway for applications that ask their signer themselves, or have them asked through a link. */
@Controller()
export class ExplicitController {
  constructor(
    private readonly steps: ApplicationSteps,
    private readonly logPath: LogPath,
  ) {}

  @Answers(authorise)
  async authorise({ authData, ...request }: RequestOf<typeof authorise>): Promise<ReplyOf<typeof authorise>> {
    this.logPath.demand();
    return outcome(asksByLink(authData) ? await this.steps.byLink.run(request) : await this.steps.explicitly.run(request, authData));
  }

  @Answers(redeemActivation)
  async redeem(request: RequestOf<typeof redeemActivation>): Promise<ReplyOf<typeof redeemActivation>> {
    this.logPath.demand();
    return outcome(await this.steps.redemption.run(request));
  }

  @Answers(describeAuthorisation)
  async describe({ credentialIds }: RequestOf<typeof describeAuthorisation>): Promise<ReplyOf<typeof describeAuthorisation>> {
    return { credentials: await this.steps.description.run(credentialIds) };
  }

  @Answers(extendActivation)
  async extend(request: RequestOf<typeof extendActivation>): Promise<ReplyOf<typeof extendActivation>> {
    this.logPath.demand();
    const { expiresAt, ...extended } = await this.steps.extension.run(request);
    return { ...extended, expiresAt: expiresAt.toISOString() };
  }
}

function outcome(one: IssuedSad | AskedSigner): ReplyOf<typeof authorise> {
  const expiresAt = one.expiresAt.toISOString();
  return 'sad' in one ? { state: 'authorised', sad: one.sad, expiresAt } : { state: 'waiting', activationId: one.activationId, expiresAt };
}
