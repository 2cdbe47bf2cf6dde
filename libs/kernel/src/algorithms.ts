/** Digest algorithms a client may send digests of: SHA-2 only (ACT-09). */
export const digestAlgorithms = ['sha256', 'sha384', 'sha512'] as const;
export type DigestAlgorithm = (typeof digestAlgorithms)[number];

/** Key algorithms the product knows (KEY-02). Which of them are made and which sign, and until when, is dated data of the provider. */
export const keyAlgorithms = ['p256', 'p384', 'p521', 'rsa2048', 'rsa3072', 'rsa4096'] as const;
export type KeyAlgorithm = (typeof keyAlgorithms)[number];

/** How a digest becomes a signature: ECDSA, RSASSA-PKCS1-v1_5 or RSASSA-PSS (RFC 8017 section 8). */
export const signatureSchemes = ['ecdsa', 'pkcs1', 'pss'] as const;
export type SignatureScheme = (typeof signatureSchemes)[number];

export interface KeyAlgorithmFacts {
  readonly family: 'ec' | 'rsa';
  /** Size in bits, as CSC `key.len`. */
  readonly bits: number;
  /** Curve as dotted OID, as CSC `key.curve`; RSA has none. */
  readonly curveOid?: string;
  /** The digest that goes before what we sign of our own accord with such a key: requests, certificates, revocation lists. */
  readonly ownDigest: DigestAlgorithm;
}

/** What each key algorithm is. */
export const keyAlgorithmFacts: Readonly<Record<KeyAlgorithm, KeyAlgorithmFacts>> = {
  p256: { family: 'ec', bits: 256, curveOid: '1.2.840.10045.3.1.7', ownDigest: 'sha256' },
  p384: { family: 'ec', bits: 384, curveOid: '1.3.132.0.34', ownDigest: 'sha384' },
  p521: { family: 'ec', bits: 521, curveOid: '1.3.132.0.35', ownDigest: 'sha512' },
  rsa2048: { family: 'rsa', bits: 2048, ownDigest: 'sha256' },
  rsa3072: { family: 'rsa', bits: 3072, ownDigest: 'sha256' },
  rsa4096: { family: 'rsa', bits: 4096, ownDigest: 'sha256' },
};

export interface DigestFacts {
  readonly algorithm: DigestAlgorithm;
  readonly oid: string;
  /** Length of a digest in bytes. */
  readonly bytes: number;
}

/** What each digest algorithm is. */
export const digestFacts: Readonly<Record<DigestAlgorithm, DigestFacts>> = {
  sha256: { algorithm: 'sha256', oid: '2.16.840.1.101.3.4.2.1', bytes: 32 },
  sha384: { algorithm: 'sha384', oid: '2.16.840.1.101.3.4.2.2', bytes: 48 },
  sha512: { algorithm: 'sha512', oid: '2.16.840.1.101.3.4.2.3', bytes: 64 },
};

/** The digest algorithm of this dotted OID, or `undefined` if it is unknown or too weak to be accepted. */
export function digestAlgorithmByOid(oid: string): DigestFacts | undefined {
  return Object.values(digestFacts).find((one) => one.oid === oid);
}

/** A signature algorithm as CSC `signAlgo`: a key family with a scheme, and a digest where the OID implies one. */
export interface SignatureAlgorithm {
  readonly oid: string;
  readonly family: 'ec' | 'rsa';
  readonly scheme: SignatureScheme;
  /** Absent for rsaEncryption, which needs `hashAlgorithmOID` beside it, and for RSASSA-PSS, whose parameters name it (CSC v2 11.10). */
  readonly digest?: DigestAlgorithm;
}

/** What some clients take blindly comes first: a pair with SHA-256. RSASSA-PSS comes last, since not every client sends its parameters. */
const signatureAlgorithms: readonly SignatureAlgorithm[] = [
  { oid: '1.2.840.10045.4.3.2', family: 'ec', scheme: 'ecdsa', digest: 'sha256' },
  { oid: '1.2.840.10045.4.3.3', family: 'ec', scheme: 'ecdsa', digest: 'sha384' },
  { oid: '1.2.840.10045.4.3.4', family: 'ec', scheme: 'ecdsa', digest: 'sha512' },
  { oid: '1.2.840.113549.1.1.11', family: 'rsa', scheme: 'pkcs1', digest: 'sha256' },
  { oid: '1.2.840.113549.1.1.12', family: 'rsa', scheme: 'pkcs1', digest: 'sha384' },
  { oid: '1.2.840.113549.1.1.13', family: 'rsa', scheme: 'pkcs1', digest: 'sha512' },
  { oid: '1.2.840.113549.1.1.1', family: 'rsa', scheme: 'pkcs1' },
  { oid: '1.2.840.113549.1.1.10', family: 'rsa', scheme: 'pss' },
];

/** The signature algorithm of this dotted OID, or `undefined`. */
export function signatureAlgorithmByOid(oid: string): SignatureAlgorithm | undefined {
  return signatureAlgorithms.find((one) => one.oid === oid);
}

/** What a key of this algorithm may sign with. */
export function signatureAlgorithmsFor(key: KeyAlgorithm): readonly SignatureAlgorithm[] {
  const { family } = keyAlgorithmFacts[key];
  return signatureAlgorithms.filter((one) => one.family === family);
}
