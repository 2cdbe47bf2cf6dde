import { ServiceError } from '@paraph/contracts';
import { keyAlgorithmFacts, type DigestAlgorithm, type KeyAlgorithm } from '@paraph/kernel';
import type { Digest } from '../../domain/ports/token.js';

const LENGTHS: Readonly<Record<DigestAlgorithm, number>> = { sha256: 32, sha384: 48, sha512: 64 };

/** DigestInfo up to the digest itself (RFC 8017 section 9.2, note 1). */
const DIGEST_INFO: Readonly<Record<DigestAlgorithm, Buffer>> = {
  sha256: Buffer.from('3031300d060960864801650304020105000420', 'hex'),
  sha384: Buffer.from('3041300d060960864801650304020205000430', 'hex'),
  sha512: Buffer.from('3051300d060960864801650304020305000440', 'hex'),
};

/**
 * The bytes a token signs for this digest: the digest for ECDSA, DigestInfo for RSA. A copy, so that nobody changes
 * them while a thread reads them. A token would sign anything of 1 to 64 bytes, so the length is checked here.
 *
 * @throws `hash.length`
 */
export function signatureInput(algorithm: KeyAlgorithm, digest: Digest): Buffer {
  if (digest.value.length !== LENGTHS[digest.algorithm]) {
    throw new ServiceError('hash.length', `a ${digest.algorithm} digest has ${LENGTHS[digest.algorithm]} bytes`);
  }
  if (keyAlgorithmFacts[algorithm].family === 'ec') return Buffer.from(digest.value);
  return Buffer.concat([DIGEST_INFO[digest.algorithm], digest.value]);
}
