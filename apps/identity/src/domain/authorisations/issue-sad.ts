import { SAD_PREFIX } from '@paraph/contracts';
import { OAuthRefusal } from '../oauth-refusal.js';
import { type AuthorisationStore } from '../ports/authorisation-store.js';
import { type Sam } from '../ports/sam.js';
import { toTokenRefusal } from '../service-refusals.js';
import type { Authorisation } from './authorisation.js';

/** An access token that is the SAM's SAD. Identity passes it on and keeps none. */
export interface SadToken {
  readonly value: string;
  readonly expiresAt: Date;
  readonly authorisation: Authorisation;
}

/** At redemption of the code: has the SAM issue the SAD, once. */
export class IssueSad {
  constructor(
    private readonly authorisations: AuthorisationStore,
    private readonly sam: Sam,
  ) {}

  /**
   * @param proofKeyThumbprint of the key whose possession the client proved at redemption (RFC 9449): the SAD is bound to it
   * @throws OAuthRefusal invalid_grant, temporarily_unavailable, server_error
   */
  async run(grantId: string, clientId: string, proofKeyThumbprint?: string): Promise<SadToken> {
    const authorisation = await this.authorisations.ofGrant(grantId);
    const activationId = authorisation?.activationId;
    if (authorisation?.state !== 'approved' || authorisation.clientId !== clientId || activationId === undefined) {
      throw new OAuthRefusal('invalid_grant', 'Authorization code is invalid or expired');
    }
    try {
      const { sad, expiresAt } = await this.sam.issueSad({ activationId, clientId, ...(proofKeyThumbprint !== undefined && { proofKeyThumbprint }) });
      return { value: `${SAD_PREFIX}${sad}`, expiresAt: new Date(expiresAt), authorisation };
    } catch (error) {
      throw toTokenRefusal(error);
    }
  }
}
