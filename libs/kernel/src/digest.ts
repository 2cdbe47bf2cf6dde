import { createHash, hash as hashOf } from 'node:crypto';

/** SHA-256 over the parts in order, 32 bytes. Text counts as UTF-8. */
export function sha256(...parts: readonly (Uint8Array | string)[]): Uint8Array {
  const [only] = parts;
  // At once, which costs half; the object below is for what comes in parts.
  if (only !== undefined && parts.length === 1) return new Uint8Array(hashOf('sha256', only, 'buffer'));
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

/** SHA-256 in lower-case hexadecimal. */
export function sha256Hex(...parts: readonly (Uint8Array | string)[]): string {
  return Buffer.from(sha256(...parts)).toString('hex');
}
