import { fromBase64Lenient } from '@paraph/kernel';
import { CscRefusal, refusals, type CscError } from '../csc-error.js';
import type { Members } from '../members.js';

/**
 * The member `hashes`, in its order.
 *
 * @param missing what the method's error table says where it is no array
 * @throws CscRefusal `Empty hash array`, `Invalid Base64 hash string parameter`
 */
export function decodeHashes(members: Members, missing: CscError): Uint8Array[] {
  const hashes = members.raw('hashes');
  if (!Array.isArray(hashes)) throw new CscRefusal(missing);
  if (hashes.length === 0) throw new CscRefusal(refusals.emptyHashes);
  return hashes.map((text: unknown) => {
    const bytes = hashBytes(text);
    if (bytes === undefined) throw new CscRefusal(refusals.malformedHash);
    return bytes;
  });
}

/**
 * Bytes of a hash as clients write it: either Base64 alphabet, with or without padding, and for one of them percent-encoded
 * inside the JSON.
 */
export function hashBytes(text: unknown): Uint8Array | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    return fromBase64Lenient(/%[0-9A-Fa-f]{2}/.test(text) ? decodeURIComponent(text) : text);
  } catch {
    // No UTF-8 behind the percent signs.
    return undefined;
  }
}
