import { OAuthRefusal } from '../oauth-refusal.js';
import { type AuthorisationStore } from '../ports/authorisation-store.js';
import { type PendingAuthorisations, type PendingAuthorisation } from '../ports/pending-authorisations.js';
import type { Authorisation } from './authorisation.js';

/** Whom a request is granted to, and for which credential, where it is for one. */
export interface Proven {
  readonly signerId: string;
  readonly credentialId?: string;
  /** What the evidence of a session completed; of other requests it is known since they were drafted. */
  readonly activationId?: string;
}

/** Grants a request to whom the SAM proved or who signed in; to nobody identity chose. */
export class FinishAuthorisation {
  constructor(
    private readonly pending: PendingAuthorisations,
    private readonly authorisations: AuthorisationStore,
  ) {}

  /** Answers where the browser goes. @throws OAuthRefusal if it was ended meanwhile */
  async run(pending: PendingAuthorisation, { id, scope }: Pick<Authorisation, 'id' | 'scope'>, proven: Proven): Promise<string> {
    const { signerId, credentialId, activationId } = proven;
    const grantId = await this.pending.grant({ clientId: pending.clientId, signerId, scope });
    const approved = await this.authorisations.approve(id, {
      grantId,
      signerId,
      ...(credentialId !== undefined && { credentialId }),
      ...(activationId !== undefined && { activationId }),
    });
    // Refused in another tab meanwhile.
    if (!approved) throw new OAuthRefusal('access_denied', 'The authorisation is no longer open');
    return this.pending.approve(pending, { signerId, grantId });
  }
}
