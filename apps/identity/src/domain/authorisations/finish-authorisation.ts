import { OAuthRefusal } from '../oauth-refusal.js';
import { type AuthorisationStore } from '../ports/authorisation-store.js';
import { type PendingAuthorisations, type PendingAuthorisation } from '../ports/pending-authorisations.js';

/** Grants a request whose signer the SAM proved; to nobody identity chose. */
export class FinishAuthorisation {
  constructor(
    private readonly pending: PendingAuthorisations,
    private readonly authorisations: AuthorisationStore,
  ) {}

  /** Answers where the browser goes. @throws OAuthRefusal if it was ended meanwhile */
  async run(pending: PendingAuthorisation, id: string, proven: { readonly signerId: string; readonly credentialId: string }): Promise<string> {
    const { signerId, credentialId } = proven;
    const grantId = await this.pending.grant({ clientId: pending.clientId, signerId, scope: 'credential' });
    const approved = await this.authorisations.approve(id, { grantId, signerId, credentialId });
    if (!approved) throw new OAuthRefusal('access_denied', 'The authorisation is no longer open');
    return this.pending.approve(pending.uid, { signerId, grantId });
  }
}
