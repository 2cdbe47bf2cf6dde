import { fromBase64Lenient, toBase64 } from '@paraph/kernel';
import { OAuthRefusal } from '../oauth-refusal.js';

/** One digest in either Base64 alphabet, as standard Base64: clients mix the alphabets, bytes are what counts. */
export function parseHash(text: string): string {
  const bytes = fromBase64Lenient(text);
  if (bytes === undefined || bytes.length === 0) throw new OAuthRefusal('invalid_request', 'Invalid Base64 hash string parameter');
  return toBase64(bytes);
}
