import { OAuthRefusal } from '../oauth-refusal.js';
import { MAX_LABEL } from './authorisation-request.js';
import { optionalText } from './parameter.js';

/** Words the signer is shown for a document; none is fine, the hash is what counts. */
export function parseLabel(value: unknown, name: string): string {
  const text = optionalText(value, name) ?? '';
  if (text.length > MAX_LABEL) throw new OAuthRefusal('invalid_request', `Parameter ${name} is longer than ${MAX_LABEL} characters`);
  return text;
}
