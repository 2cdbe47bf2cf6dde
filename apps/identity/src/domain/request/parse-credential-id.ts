import { OAuthRefusal } from '../oauth-refusal.js';
import { MAX_CREDENTIAL_ID } from './authorisation-request.js';
import { requiredText } from './parameter.js';

/** The credential as the client names it; the text is opaque here. */
export function parseCredentialId(value: unknown): string {
  const text = requiredText(value, 'credentialID');
  if (text.length > MAX_CREDENTIAL_ID) throw new OAuthRefusal('invalid_request', 'Invalid parameter credentialID');
  return text;
}
