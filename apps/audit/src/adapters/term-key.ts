import { sha256, toHex } from '@paraph/kernel';

const KEY_BYTES = 16;

/** Under what a search term is kept: the first half of its SHA-256, so that every term takes the same room and none can be read there. */
export function termKey(term: string): string {
  return toHex(sha256(Buffer.from(term)).subarray(0, KEY_BYTES));
}
