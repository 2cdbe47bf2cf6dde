import { fromBase64Lenient } from '@paraph/kernel';

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
