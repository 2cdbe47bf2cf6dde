import { fromBase64Lenient, toBase64 } from '@paraph/kernel';
import { OAuthRefusal } from '../oauth-refusal.js';

/** Characters of Base64 as older clients of the EUDI wallet write them inside JSON: none can be part of a digest otherwise. */
const escapes: Readonly<Record<string, string>> = { '%2B': '+', '%2F': '/', '%3D': '=' };

/** One digest in either Base64 alphabet, as standard Base64: clients mix the alphabets, bytes are what counts. */
export function parseHash(text: string): string {
  const bytes = fromBase64Lenient(text.replace(/%(?:2B|2F|3D)/gi, (escape) => escapes[escape.toUpperCase()] ?? escape));
  if (bytes === undefined || bytes.length === 0) throw new OAuthRefusal('invalid_request', 'Invalid Base64 hash string parameter');
  return toBase64(bytes);
}
