import type { ClientSettings } from '@paraph/contracts';
import type { Client } from '../clients/client.js';
import { OAuthRefusal } from '../oauth-refusal.js';
import type { AuthorisationRequest, CredentialRequest } from '../request/authorisation-request.js';

/** A request that has its credential made for this one session (IDN-07), and by which of the client's offers. */
export interface SessionRequest extends CredentialRequest {
  readonly offer: ClientSettings['sessions'][number];
}

/**
 * The session that a request opens, if it does: it names no credential, and the client's settings have its qualifier. Its key signs these hashes
 * and nothing else, so all of them are there.
 *
 * @throws OAuthRefusal
 */
export function sessionOf({ settings }: Pick<Client, 'settings'>, request: AuthorisationRequest): SessionRequest | undefined {
  if (request.scope !== 'credential' || request.credentialId !== undefined) return undefined;
  const offer = settings.sessions.find(({ signatureQualifier }) => signatureQualifier === request.signatureQualifier);
  if (offer === undefined) return undefined;
  if (request.documents.length === 0) throw new OAuthRefusal('invalid_request', 'Missing (or invalid type) array parameter documentDigests');
  if (request.numSignatures !== request.documents.length) throw new OAuthRefusal('invalid_request', 'Invalid value for parameter numSignatures');
  return { ...request, offer };
}
