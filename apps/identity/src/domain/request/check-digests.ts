import { digestAlgorithmByOid } from '@paraph/kernel';
import { MAX_DOCUMENTS } from '@paraph/contracts';
import { OAuthRefusal } from '../oauth-refusal.js';

/** Bytes of the SHA-2 digests that are signed. */
const lengths = new Set([32, 48, 64]);

/**
 * Digests fit their algorithm, a SHA-2 one, and are not more than one authorisation may cover. CSC API v1 names no algorithm at the
 * authorisation endpoint: there the length says which.
 */
export function checkDigests(hashes: readonly string[], hashAlgorithmOid: string | undefined): void {
  const algorithm = hashAlgorithmOid === undefined ? undefined : digestAlgorithmByOid(hashAlgorithmOid);
  if (hashAlgorithmOid !== undefined && algorithm === undefined) throw new OAuthRefusal('invalid_request', 'Invalid parameter hashAlgorithmOID');
  if (hashes.length > MAX_DOCUMENTS) throw new OAuthRefusal('invalid_request', `At most ${MAX_DOCUMENTS} documents can be authorised at once`);
  const found = hashes.map((hash) => Buffer.from(hash, 'base64').length);
  const expected = algorithm?.bytes ?? found[0] ?? 0;
  const fits = found.every((bytes) => bytes === expected && lengths.has(bytes));
  if (!fits) throw new OAuthRefusal('invalid_request', 'Invalid digest value length');
}
