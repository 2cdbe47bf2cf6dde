import type { SendLink } from '../evidence/link/send-link.js';
import type { EvidenceDrafts } from '../ports/evidence-drafts.js';
import type { AbandonActivation } from './abandon-activation.js';
import type { OpeningRequest } from './check-opening.js';
import type { OpenActivation } from './open-activation.js';

/** An activation whose signer was asked. */
export interface AskedSigner {
  readonly activationId: string;
  readonly expiresAt: Date;
}

/** Has the signer asked on the approval page, through a link in a message (CSC v1 implicit, v2 ChallengeResponseOOB): the application brings nothing and sees nothing. */
export class AuthoriseByLink {
  constructor(
    private readonly open: OpenActivation,
    private readonly drafts: EvidenceDrafts,
    private readonly sendLink: SendLink,
    private readonly abandon: AbandonActivation,
  ) {}

  /** @throws what opening refuses with, `evidence.missing` where the policy has no links or nobody can be reached, and what `SendLink` refuses with */
  async run(request: Omit<OpeningRequest, 'mode' | 'byLink' | 'requestObject'>): Promise<AskedSigner> {
    const { activationId, expiresAt } = await this.open.run({ ...request, mode: 'page', byLink: true });
    try {
      await this.sendLink.run(await this.drafts.find(activationId));
    } catch (error) {
      // Nobody will come for what nobody heard of.
      await this.abandon.run(activationId, 'failed');
      throw error;
    }
    return { activationId, expiresAt: new Date(expiresAt) };
  }
}
