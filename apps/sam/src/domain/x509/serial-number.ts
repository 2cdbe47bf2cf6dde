import { toHex } from '@paraph/kernel';
import type { Token } from '../ports/token.js';

/**
 * A certificate's serial number: 16 bytes of the token's randomness, positive and always of the same length, so that
 * nobody can predict what an authority is about to sign (RFC 5280 section 4.1.2.2).
 */
export async function newSerialNumber(token: Token): Promise<string> {
  const bytes = Uint8Array.from(await token.random(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return toHex(bytes);
}
