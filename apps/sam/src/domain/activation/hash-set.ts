import { sha256, toBase64Url } from '@paraph/kernel';

/** The digest that stands for hashes in a SAD and in events: algorithm and every hash in order, base64url. */
export function hashSetDigest(hashAlgorithmOid: string, hashes: readonly string[]): string {
  return toBase64Url(sha256('paraph/hash-set/v1', JSON.stringify([hashAlgorithmOid, ...hashes])));
}
