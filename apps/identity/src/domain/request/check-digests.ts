import { digestAlgorithmByOid } from '@paraph/kernel';
import { MAX_DOCUMENTS } from '@paraph/contracts';
import { OAuthRefusal } from '../oauth-refusal.js';

/** Digests fit their algorithm, a SHA-2 one, and are not more than one authorisation may cover. */
export function checkDigests(hashes: readonly string[], hashAlgorithmOid: string): void {
  const algorithm = digestAlgorithmByOid(hashAlgorithmOid);
  if (algorithm === undefined) throw new OAuthRefusal('invalid_request', 'Invalid parameter hashAlgorithmOID');
  if (hashes.length > MAX_DOCUMENTS) throw new OAuthRefusal('invalid_request', `At most ${MAX_DOCUMENTS} documents can be authorised at once`);
  const fits = hashes.every((hash) => Buffer.from(hash, 'base64').length === algorithm.bytes);
  if (!fits) throw new OAuthRefusal('invalid_request', 'Invalid digest value length');
}
