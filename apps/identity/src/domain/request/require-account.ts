import { OAuthRefusal } from '../oauth-refusal.js';
import type { AuthorisationRequest } from './authorisation-request.js';

/** Refuses a signer other than the one an `account_token` named (CSC API v1 8.3.1, v2 8.4.1). */
export function requireAccount({ account }: AuthorisationRequest, signerId: string): void {
  if (account !== undefined && account !== signerId) throw new OAuthRefusal('access_denied', 'The signer is not the one the application asked for');
}
