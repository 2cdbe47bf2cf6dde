import { ServiceError } from '@paraph/contracts';
import { digestAlgorithmByOid, fromBase64, keyAlgorithmFacts, signatureAlgorithmByOid, type KeyAlgorithm } from '@paraph/kernel';
import type { Digest } from '../ports/token.js';

/** Which digest algorithm, and with which OID. */
export interface ResolvedDigest {
  readonly algorithm: Digest['algorithm'];
  readonly oid: string;
  readonly bytes: number;
}

const BY_NAME = { sha256: '2.16.840.1.101.3.4.2.1', sha384: '2.16.840.1.101.3.4.2.2', sha512: '2.16.840.1.101.3.4.2.3' } as const;

/**
 * The digest algorithm a signature request means: the one its signature algorithm implies, else the one it names
 * (CSC API v2 11.10; an implied one wins over a named one).
 *
 * @throws `algorithm.unsupported`, `hash.algorithm_missing`, `hash.algorithm_unsupported`
 */
export function resolveDigest(key: KeyAlgorithm, signAlgorithmOid: string, hashAlgorithmOid: string | undefined): ResolvedDigest {
  const algorithm = signatureAlgorithmByOid(signAlgorithmOid);
  if (!algorithm || algorithm.family !== keyAlgorithmFacts[key].family)
    throw new ServiceError('algorithm.unsupported', 'the signature algorithm does not fit the key');
  if (algorithm.digest) return digestByOid(BY_NAME[algorithm.digest]);
  if (hashAlgorithmOid === undefined) throw new ServiceError('hash.algorithm_missing', 'the signature algorithm implies no digest and none is named');
  return digestByOid(hashAlgorithmOid);
}

/** @throws `hash.algorithm_unsupported` */
export function digestByOid(oid: string): ResolvedDigest {
  const facts = digestAlgorithmByOid(oid);
  if (!facts) throw new ServiceError('hash.algorithm_unsupported', 'the digest algorithm is unknown or too weak');
  return facts;
}

/** A digest from Base64, as long as its algorithm makes it: tokens sign any length. @throws `hash.length` */
export function readDigest(hash: string, { algorithm, bytes }: ResolvedDigest): Digest {
  const value = fromBase64(hash);
  if (value?.length !== bytes) throw new ServiceError('hash.length', `a digest of this algorithm has ${bytes} bytes`);
  return { algorithm, value };
}
