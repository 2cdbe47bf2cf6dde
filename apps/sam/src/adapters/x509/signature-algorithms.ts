import { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import type { DigestAlgorithm, KeyAlgorithm } from '@paraph/kernel';

interface SignatureFacts {
  readonly oid: string;
  readonly digest: DigestAlgorithm;
  /** RSA's identifiers carry NULL, those of ECDSA carry nothing (RFC 4055 section 5, RFC 5758 section 3.2). */
  readonly parameters: ArrayBuffer | undefined;
}

const NULL = Uint8Array.of(5, 0).buffer;
const rsaWithSha256: SignatureFacts = { oid: '1.2.840.113549.1.1.11', digest: 'sha256', parameters: NULL };

const byKey: Readonly<Record<KeyAlgorithm, SignatureFacts>> = {
  p256: { oid: '1.2.840.10045.4.3.2', digest: 'sha256', parameters: undefined },
  p384: { oid: '1.2.840.10045.4.3.3', digest: 'sha384', parameters: undefined },
  rsa3072: rsaWithSha256,
  rsa4096: rsaWithSha256,
};

/** The digest that goes before a signature by such a key. */
export function digestFor(key: KeyAlgorithm): DigestAlgorithm {
  return byKey[key].digest;
}

/** The algorithm as it stands inside and beside what is signed. */
export function signatureAlgorithm(key: KeyAlgorithm): AlgorithmIdentifier {
  const { oid, parameters } = byKey[key];
  return new AlgorithmIdentifier({ algorithm: oid, ...(parameters ? { parameters } : {}) });
}

/** Digest of a signature algorithm found in a certificate, or `undefined` if we accept none under it (SHA-2 only, ACT-09). */
export function digestOf(oid: string): DigestAlgorithm | undefined {
  return verifiable.get(oid);
}

const verifiable = new Map<string, DigestAlgorithm>([
  ['1.2.840.10045.4.3.2', 'sha256'],
  ['1.2.840.10045.4.3.3', 'sha384'],
  ['1.2.840.10045.4.3.4', 'sha512'],
  ['1.2.840.113549.1.1.11', 'sha256'],
  ['1.2.840.113549.1.1.12', 'sha384'],
  ['1.2.840.113549.1.1.13', 'sha512'],
]);
