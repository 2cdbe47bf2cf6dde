import { digestOf } from '../digest-of.js';
import { OAuthRefusal } from '../oauth-refusal.js';
import { type AuthorisationStore } from '../ports/authorisation-store.js';
import { type EvidenceExchange } from '../ports/evidence-exchange.js';
import { type PendingAuthorisations, type PendingAuthorisation } from '../ports/pending-authorisations.js';
import { type Sam } from '../ports/sam.js';
import { InteractionOver } from './interaction-over.js';
import { type RefuseRequest } from './refuse-request.js';

/** What a provider sent the browser back with. */
export interface ProviderAnswer {
  readonly code?: string;
  readonly error?: string;
}

/** Carries the evidence to the SAM, which alone decides what it proves; then grants the request. */
export class CompleteActivation {
  constructor(
    private readonly pending: PendingAuthorisations,
    private readonly authorisations: AuthorisationStore,
    private readonly sam: Sam,
    private readonly exchange: EvidenceExchange,
    private readonly refuse: RefuseRequest,
  ) {}

  /** Answers where the browser goes. */
  async run(uid: string, activationId: string, answer: ProviderAnswer): Promise<string> {
    const pending = await this.pending.find(uid);
    const authorisation = await this.authorisations.ofActivation(activationId);
    if (pending === undefined || authorisation?.interactionDigest !== digestOf(uid)) throw new InteractionOver('it was answered or took too long');
    if (!(await this.authorisations.claim(authorisation.id))) throw new InteractionOver('it was answered');
    if (answer.code === undefined) return this.refuse.run(pending, denial(answer.error), answer.error === 'access_denied' ? 'refused' : 'failed');
    try {
      const released = await this.sam.releaseExchange({ reference: activationId });
      const idToken = await this.exchange.redeem(released, answer.code);
      const proven = await this.sam.completeActivation({ activationId, evidence: { kind: 'oidc', idToken } });
      return await this.approve(pending, authorisation.id, proven);
    } catch (error) {
      return this.refuse.run(pending, error);
    }
  }

  private async approve(pending: PendingAuthorisation, id: string, proven: { readonly signerId: string; readonly credentialId: string }): Promise<string> {
    const { signerId, credentialId } = proven;
    const grantId = await this.pending.grant({ clientId: pending.clientId, signerId, scope: 'credential' });
    const approved = await this.authorisations.approve(id, { grantId, signerId, credentialId });
    if (!approved) throw new OAuthRefusal('access_denied', 'The authorisation is no longer open');
    return this.pending.approve(pending.uid, { signerId, grantId });
  }
}

function denial(error: string | undefined): OAuthRefusal {
  if (error === 'access_denied') return new OAuthRefusal('access_denied', 'The signer refused to give evidence');
  return new OAuthRefusal('access_denied', 'The identity provider gave no evidence');
}
