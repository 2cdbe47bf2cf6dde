import { sha256, toBase64Url } from '@paraph/kernel';
import { randomBytes, timingSafeEqual } from 'node:crypto';

/** A new secret: 32 random bytes in base64url, so it reads the same raw and form-encoded in a Basic header. */
export function makeClientSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a secret. It has 256 random bits, so a plain SHA-256 cannot be searched and needs no salt. */
export function digestClientSecret(secret: string): string {
  return toBase64Url(sha256(secret));
}

/** Whether this is the secret behind a digest; constant time. */
export function matchesClientSecret(secret: string, digest: string): boolean {
  const offered = Buffer.from(digestClientSecret(secret));
  const kept = Buffer.from(digest);
  return offered.length === kept.length && timingSafeEqual(offered, kept);
}
