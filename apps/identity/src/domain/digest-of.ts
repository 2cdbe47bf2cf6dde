import { sha256, toBase64Url } from '@paraph/kernel';

/** What is kept of a value that opens something: its SHA-256, base64url. */
export function digestOf(value: string): string {
  return toBase64Url(sha256(value));
}
