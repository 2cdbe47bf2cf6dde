import { AdesError } from './ades-error.js';

/** Digests accepted for new signatures: SHA-2 of 256 bits and more (ETSI TS 119 312). */
export type DigestAlgorithm = 'sha256' | 'sha384' | 'sha512';

/** Key families whose signature values this library knows how to carry. */
export type KeyFamily = 'ec' | 'rsa';

/** The identifier of each digest, as CMS and the CSC API write it. */
export const digestOid: Readonly<Record<DigestAlgorithm, string>> = {
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
};

/** Signature algorithms by family and digest: ECDSA with a DER value (RFC 5758), RSA PKCS#1 v1.5 (RFC 4055). */
const signatureOid = {
  ec: { sha256: '1.2.840.10045.4.3.2', sha384: '1.2.840.10045.4.3.3', sha512: '1.2.840.10045.4.3.4' },
  rsa: { sha256: '1.2.840.113549.1.1.11', sha384: '1.2.840.113549.1.1.12', sha512: '1.2.840.113549.1.1.13' },
} as const satisfies Record<KeyFamily, Record<DigestAlgorithm, string>>;

/** A signature algorithm that names its digest, the form `signAlgo` takes in the CSC API when nothing is left implied. */
export type SignatureAlgorithm = (typeof signatureOid)[KeyFamily][DigestAlgorithm];

const digests: readonly DigestAlgorithm[] = ['sha256', 'sha384', 'sha512'];
const families: readonly KeyFamily[] = ['ec', 'rsa'];

/** The identifier that pairs a key with a digest. */
export function signatureAlgorithm(family: KeyFamily, digest: DigestAlgorithm): SignatureAlgorithm {
  return signatureOid[family][digest];
}

/**
 * Reads an identifier that came from outside.
 * @throws AdesError `algorithm.unsupported`
 */
export function describeSignatureAlgorithm(oid: string): { family: KeyFamily; digest: DigestAlgorithm } {
  for (const family of families) {
    const digest = digests.find((candidate) => signatureOid[family][candidate] === oid);
    if (digest !== undefined) return { family, digest };
  }
  throw new AdesError('algorithm.unsupported', `The signature algorithm ${oid} is not supported.`);
}
