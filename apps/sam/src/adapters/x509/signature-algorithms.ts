import { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import { digestAlgorithms, keyAlgorithmFacts, type DigestAlgorithm, type KeyAlgorithm } from '@paraph/kernel';
import { der } from './bytes.js';
import { remembered } from './remembered.js';

/** RSA's identifiers carry NULL, those of ECDSA carry nothing (RFC 4055 section 5, RFC 5758 section 3.2). */
const NULL = Uint8Array.of(5, 0).buffer;

const oids = {
  ec: { sha256: '1.2.840.10045.4.3.2', sha384: '1.2.840.10045.4.3.3', sha512: '1.2.840.10045.4.3.4' },
  rsa: { sha256: '1.2.840.113549.1.1.11', sha384: '1.2.840.113549.1.1.12', sha512: '1.2.840.113549.1.1.13' },
} as const satisfies Record<'ec' | 'rsa', Record<DigestAlgorithm, string>>;

/** The digest that goes before a signature by such a key. */
export function digestFor(key: KeyAlgorithm): DigestAlgorithm {
  return keyAlgorithmFacts[key].ownDigest;
}

/** The algorithm as it stands inside and beside what is signed. */
export function signatureAlgorithm(key: KeyAlgorithm): AlgorithmIdentifier {
  const { family, ownDigest } = keyAlgorithmFacts[key];
  return new AlgorithmIdentifier({ algorithm: oids[family][ownDigest], ...(family === 'rsa' ? { parameters: NULL } : {}) });
}

/** The same as DER. */
export const encodedAlgorithm = remembered(
  (key: KeyAlgorithm) => der(signatureAlgorithm(key)),
  (key) => key,
);

/** Digest of a signature algorithm found in a certificate, or `undefined` if we accept none under it (SHA-2 only, ACT-09). */
export function digestOf(oid: string): DigestAlgorithm | undefined {
  return verifiable.get(oid);
}

const verifiable = new Map(Object.values(oids).flatMap((byDigest) => digestAlgorithms.map((digest): [string, DigestAlgorithm] => [byDigest[digest], digest])));
