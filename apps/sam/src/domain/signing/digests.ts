import { ServiceError } from '@paraph/contracts';
import {
  digestAlgorithmByOid,
  digestFacts,
  digestOfPssParameters,
  fromBase64,
  keyAlgorithmFacts,
  signatureAlgorithmByOid,
  type DigestFacts,
  type KeyAlgorithm,
  type SignatureAlgorithm,
  type SignatureScheme,
} from '@paraph/kernel';
import type { AlgorithmRule } from '../ports/algorithm-rules.js';
import type { Digest } from '../ports/token.js';

/** The algorithm of a request to sign, as the client writes it. */
export interface NamedAlgorithm {
  readonly signAlgorithmOid: string;
  /** Base64 of DER. */
  readonly signAlgorithmParameters?: string | undefined;
  readonly hashAlgorithmOid?: string | undefined;
}

/** What a request to sign means. */
export interface ResolvedAlgorithm {
  readonly scheme: SignatureScheme;
  readonly digest: DigestFacts;
}

/**
 * The scheme and the digest algorithm that a request to sign means, if they are allowed with its key: the digest is the
 * one that the signature algorithm or its parameters imply, else the one that is named (CSC API v2 11.10; an implied one
 * wins over a named one).
 *
 * @throws `algorithm.unsupported`, `hash.algorithm_missing`, `hash.algorithm_unsupported`
 */
export function resolveAlgorithm(key: KeyAlgorithm, named: NamedAlgorithm, rule: AlgorithmRule): ResolvedAlgorithm {
  const algorithm = signatureAlgorithmByOid(named.signAlgorithmOid);
  if (!algorithm || algorithm.family !== keyAlgorithmFacts[key].family)
    throw new ServiceError('algorithm.unsupported', 'the signature algorithm does not fit the key');
  if (!rule.schemes.includes(algorithm.scheme)) throw new ServiceError('algorithm.unsupported', 'keys of this algorithm do not sign in this way');
  return { scheme: algorithm.scheme, digest: allowedDigest(digestOid(algorithm, named), rule) };
}

/** The digest algorithm of this OID, if it is allowed. @throws `hash.algorithm_unsupported` */
export function allowedDigest(oid: string, rule: AlgorithmRule): DigestFacts {
  const facts = digestByOid(oid);
  if (!rule.digests.includes(facts.algorithm))
    throw new ServiceError('hash.algorithm_unsupported', 'the digest algorithm is not used with keys of this algorithm');
  return facts;
}

/** @throws `hash.algorithm_unsupported` */
export function digestByOid(oid: string): DigestFacts {
  const facts = digestAlgorithmByOid(oid);
  if (!facts) throw new ServiceError('hash.algorithm_unsupported', 'the digest algorithm is unknown or too weak');
  return facts;
}

/**
 * The digest algorithm that unnamed digests are of, by their length: of each length there is one (CSC v1 names none when it
 * authorises). Where there are none to measure, SHA-256.
 *
 * @throws `hash.length`
 */
export function measuredDigestOid(hashes: readonly string[]): string {
  const [first] = hashes;
  if (first === undefined) return digestFacts.sha256.oid;
  const length = fromBase64(first)?.length;
  const found = Object.values(digestFacts).find(({ bytes }) => bytes === length);
  if (!found) throw new ServiceError('hash.length', 'no digest algorithm makes digests of this length');
  return found.oid;
}

/** A digest from Base64, as long as its algorithm makes it: tokens sign any length. @throws `hash.length` */
export function readDigest(hash: string, { algorithm, bytes }: DigestFacts): Digest {
  const value = fromBase64(hash);
  if (value?.length !== bytes) throw new ServiceError('hash.length', `a digest of this algorithm has ${bytes} bytes`);
  return { algorithm, value };
}

function digestOid({ scheme, digest }: SignatureAlgorithm, { signAlgorithmParameters, hashAlgorithmOid }: NamedAlgorithm): string {
  if (scheme === 'pss') return digestFacts[digestOfParameters(signAlgorithmParameters)].oid;
  // Whoever sends parameters means something by them: nothing is signed whose meaning is not known.
  if (signAlgorithmParameters !== undefined) throw new ServiceError('algorithm.unsupported', 'the signature algorithm takes no parameters');
  if (digest) return digestFacts[digest].oid;
  if (hashAlgorithmOid === undefined) throw new ServiceError('hash.algorithm_missing', 'the signature algorithm implies no digest and none is named');
  return hashAlgorithmOid;
}

function digestOfParameters(parameters: string | undefined): Digest['algorithm'] {
  const der = parameters === undefined ? undefined : fromBase64(parameters);
  const digest = der && digestOfPssParameters(der);
  if (!digest) throw new ServiceError('algorithm.unsupported', 'RSASSA-PSS needs SHA-2, MGF1 with the same digest and a salt of its length');
  return digest;
}
