import { ServiceError } from '@paraph/contracts';
import { digestFacts, keyAlgorithmFacts, type DigestAlgorithm, type KeyAlgorithm, type SignatureScheme } from '@paraph/kernel';
import type { Digest } from '../../domain/ports/token.js';

/** DigestInfo up to the digest itself (RFC 8017 section 9.2, note 1). */
const DIGEST_INFO: Readonly<Record<DigestAlgorithm, Buffer>> = {
  sha256: Buffer.from('3031300d060960864801650304020105000420', 'hex'),
  sha384: Buffer.from('3041300d060960864801650304020205000430', 'hex'),
  sha512: Buffer.from('3051300d060960864801650304020305000440', 'hex'),
};

/** What a token is asked to sign, and how. */
export interface SignatureInput {
  readonly algorithm: KeyAlgorithm;
  readonly scheme: SignatureScheme;
  readonly digest: DigestAlgorithm;
  /** The digest for ECDSA and PSS, DigestInfo for PKCS#1 v1.5: a copy, so that nobody changes them while a thread reads them. */
  readonly bytes: Buffer;
}

/**
 * Prepares a digest for a key. A token would sign anything of 1 to 64 bytes, so the length is checked here. Without a
 * scheme, an RSA key signs by PKCS#1 v1.5.
 *
 * @throws `hash.length`, `algorithm.unsupported` for a scheme that is not the key's
 */
export function signatureInput(algorithm: KeyAlgorithm, digest: Digest, wanted?: SignatureScheme): SignatureInput {
  const { family } = keyAlgorithmFacts[algorithm];
  const scheme = wanted ?? (family === 'ec' ? 'ecdsa' : 'pkcs1');
  if ((scheme === 'ecdsa') !== (family === 'ec')) throw new ServiceError('algorithm.unsupported', `a key of ${algorithm} does not sign by ${scheme}`);
  const { bytes } = digestFacts[digest.algorithm];
  if (digest.value.length !== bytes) throw new ServiceError('hash.length', `a ${digest.algorithm} digest has ${bytes} bytes`);
  const prefix = scheme === 'pkcs1' ? [DIGEST_INFO[digest.algorithm]] : [];
  return { algorithm, scheme, digest: digest.algorithm, bytes: Buffer.concat([...prefix, digest.value]) };
}
