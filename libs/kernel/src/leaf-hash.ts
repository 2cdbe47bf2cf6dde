import { sha256 } from './digest.js';

/** Hash of a Merkle tree's leaf: SHA-256 over 0x00 and the leaf's bytes (RFC 9162 section 2.1.1), 32 bytes. */
export function leafHash(leaf: Uint8Array | string): Uint8Array {
  return sha256(Uint8Array.of(0), leaf);
}
