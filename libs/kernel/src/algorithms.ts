/** Digest algorithms a client may send digests of: SHA-2 only (ACT-09). */
export const digestAlgorithms = ['sha256', 'sha384', 'sha512'] as const;
export type DigestAlgorithm = (typeof digestAlgorithms)[number];

/** Key algorithms the product makes (KEY-02). */
export const keyAlgorithms = ['p256', 'p384', 'rsa3072', 'rsa4096'] as const;
export type KeyAlgorithm = (typeof keyAlgorithms)[number];

export interface KeyAlgorithmFacts {
  readonly family: 'ec' | 'rsa';
  /** Size in bits, as CSC `key.len`. */
  readonly bits: number;
  /** Curve as dotted OID, as CSC `key.curve`; RSA has none. */
  readonly curveOid?: string;
}

/** What each key algorithm is. */
export const keyAlgorithmFacts: Readonly<Record<KeyAlgorithm, KeyAlgorithmFacts>> = {
  p256: { family: 'ec', bits: 256, curveOid: '1.2.840.10045.3.1.7' },
  p384: { family: 'ec', bits: 384, curveOid: '1.3.132.0.34' },
  rsa3072: { family: 'rsa', bits: 3072 },
  rsa4096: { family: 'rsa', bits: 4096 },
};

export interface DigestFacts {
  readonly algorithm: DigestAlgorithm;
  readonly oid: string;
  /** Length of a digest in bytes. */
  readonly bytes: number;
}

const digests: readonly DigestFacts[] = [
  { algorithm: 'sha256', oid: '2.16.840.1.101.3.4.2.1', bytes: 32 },
  { algorithm: 'sha384', oid: '2.16.840.1.101.3.4.2.2', bytes: 48 },
  { algorithm: 'sha512', oid: '2.16.840.1.101.3.4.2.3', bytes: 64 },
];

/** The digest algorithm of this dotted OID, or `undefined` if it is unknown or too weak to be accepted. */
export function digestAlgorithmByOid(oid: string): DigestFacts | undefined {
  return digests.find((one) => one.oid === oid);
}

/** A signature algorithm as CSC `signAlgo`: a key family with a padding, and a digest where the OID implies one. */
export interface SignatureAlgorithm {
  readonly oid: string;
  readonly family: 'ec' | 'rsa';
  /** Absent for rsaEncryption, which needs `hashAlgorithmOID` beside it (CSC v2 11.10). */
  readonly digest?: DigestAlgorithm;
}

const signatureAlgorithms: readonly SignatureAlgorithm[] = [
  { oid: '1.2.840.10045.4.3.2', family: 'ec', digest: 'sha256' },
  { oid: '1.2.840.10045.4.3.3', family: 'ec', digest: 'sha384' },
  { oid: '1.2.840.10045.4.3.4', family: 'ec', digest: 'sha512' },
  { oid: '1.2.840.113549.1.1.11', family: 'rsa', digest: 'sha256' },
  { oid: '1.2.840.113549.1.1.12', family: 'rsa', digest: 'sha384' },
  { oid: '1.2.840.113549.1.1.13', family: 'rsa', digest: 'sha512' },
  { oid: '1.2.840.113549.1.1.1', family: 'rsa' },
];

/** The signature algorithm of this dotted OID, or `undefined`. */
export function signatureAlgorithmByOid(oid: string): SignatureAlgorithm | undefined {
  return signatureAlgorithms.find((one) => one.oid === oid);
}

/** What a key of this algorithm may sign with, SHA-256 first, since some clients take the first entry blindly. */
export function signatureAlgorithmsFor(key: KeyAlgorithm): readonly SignatureAlgorithm[] {
  const { family } = keyAlgorithmFacts[key];
  return signatureAlgorithms.filter((one) => one.family === family);
}
