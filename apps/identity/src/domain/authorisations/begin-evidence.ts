import { digestOf } from '../digest-of.js';
import { OAuthRefusal } from '../oauth-refusal.js';
import { type AuthorisationStore } from '../ports/authorisation-store.js';
import { type PendingAuthorisations } from '../ports/pending-authorisations.js';
import { type Sam } from '../ports/sam.js';
import { InteractionOver } from './interaction-over.js';
import { type RefuseRequest } from './refuse-request.js';

/** Where the browser goes next; with a reference when it comes back with evidence for it. */
export interface EvidenceStep {
  readonly location: string;
  readonly activationId?: string;
}

/** After the approval page: sends the signer to the identity provider with the request that the SAM composed. */
export class BeginEvidence {
  constructor(
    private readonly pending: PendingAuthorisations,
    private readonly authorisations: AuthorisationStore,
    private readonly sam: Sam,
    private readonly refuse: RefuseRequest,
  ) {}

  /** @param challenge what the approval page computed over the statement it showed */
  async run(uid: string, challenge: unknown): Promise<EvidenceStep> {
    const pending = await this.pending.find(uid);
    const authorisation = await this.authorisations.ofInteraction(digestOf(uid));
    if (pending === undefined || authorisation?.activationId === undefined) throw new InteractionOver('it was answered or took too long');
    // A page of an earlier draft, or one that showed something else. The SAM would find out by the nonce; this spares the person the way.
    if (authorisation.challenge !== challenge) {
      return { location: await this.refuse.run(pending, new OAuthRefusal('access_denied', 'What was approved is not what was asked for')) };
    }
    try {
      const { activationId } = authorisation;
      const { authorizationUrl } = await this.sam.beginEvidence({ reference: activationId });
      return { location: authorizationUrl, activationId };
    } catch (error) {
      return { location: await this.refuse.run(pending, error) };
    }
  }
}
