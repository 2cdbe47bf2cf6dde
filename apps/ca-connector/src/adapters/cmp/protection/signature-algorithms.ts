import { AsnConvert } from '@peculiar/asn1-schema';
import { RsaSaPssParams } from '@peculiar/asn1-rsa';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import { constants, verify, type KeyObject } from 'node:crypto';
import { hashes } from './algorithm.js';

const RSASSA_PSS = '1.2.840.113549.1.1.10';

/** Signature algorithms that are believed (RFC 9481 section 3), each with its digest; EdDSA digests itself. */
const algorithms: Readonly<Record<string, { readonly type: string; readonly digest: string | null }>> = {
  '1.2.840.10045.4.3.2': { type: 'ec', digest: 'sha256' },
  '1.2.840.10045.4.3.3': { type: 'ec', digest: 'sha384' },
  '1.2.840.10045.4.3.4': { type: 'ec', digest: 'sha512' },
  '1.2.840.113549.1.1.11': { type: 'rsa', digest: 'sha256' },
  '1.2.840.113549.1.1.12': { type: 'rsa', digest: 'sha384' },
  '1.2.840.113549.1.1.13': { type: 'rsa', digest: 'sha512' },
  '1.3.101.112': { type: 'ed25519', digest: null },
  '1.3.101.113': { type: 'ed448', digest: null },
};

/** A signature and what it is over. */
export interface Signed {
  /** AlgorithmIdentifier, DER. */
  readonly algorithm: Uint8Array | ArrayBuffer;
  readonly bytes: Uint8Array;
  readonly signature: Uint8Array;
}

/** Whether it was made with this key, by an algorithm that is believed and is the key's own. */
export function isSignedBy(key: KeyObject, { algorithm, bytes, signature }: Signed): boolean {
  const identifier = AsnConvert.parse(algorithm, AlgorithmIdentifier);
  if (identifier.algorithm === RSASSA_PSS) return isPssSigned(key, { identifier, bytes, signature });
  const known = algorithms[identifier.algorithm];
  if (!known || key.asymmetricKeyType !== known.type) return false;
  return verify(known.digest, bytes, { key, dsaEncoding: 'der' }, signature);
}

interface PssSigned {
  readonly identifier: AlgorithmIdentifier;
  readonly bytes: Uint8Array;
  readonly signature: Uint8Array;
}

function isPssSigned(key: KeyObject, { identifier, bytes, signature }: PssSigned): boolean {
  const { hashAlgorithm, saltLength } = AsnConvert.parse(identifier.parameters ?? new ArrayBuffer(0), RsaSaPssParams);
  const digest = hashes[hashAlgorithm.algorithm];
  if (digest === undefined || !key.asymmetricKeyType?.startsWith('rsa')) return false;
  return verify(digest, bytes, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }, signature);
}

/** The digest of an algorithm that certificates are signed by, `null` where it digests itself. */
export function digestOf(identifier: AlgorithmIdentifier): string | null | undefined {
  if (identifier.algorithm !== RSASSA_PSS) return algorithms[identifier.algorithm]?.digest;
  return hashes[AsnConvert.parse(identifier.parameters ?? new ArrayBuffer(0), RsaSaPssParams).hashAlgorithm.algorithm];
}
