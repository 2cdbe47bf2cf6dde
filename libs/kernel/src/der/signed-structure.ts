import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { signatureAlgorithmByOid } from '../algorithms.js';
import { DerFields, TAG, type DerElement } from './der-reader.js';
import { octetsOf, oidOf } from './der-values.js';

/** What X.509 calls SIGNED: content, algorithm, signature. */
export interface SignedStructure {
  readonly toBeSigned: DerElement;
  /** AlgorithmIdentifier, to be compared with one inside. */
  readonly algorithm: DerElement;
  readonly signature: Uint8Array;
}

/** Reads the three parts; what may follow them stays to be read. @throws NotDer */
export function readSigned(fields: DerFields): SignedStructure {
  return { toBeSigned: fields.take(TAG.sequence), algorithm: fields.take(TAG.sequence), signature: octetsOf(fields.take(TAG.bitString)) };
}

/** Whether a key (SubjectPublicKeyInfo, DER) made the signature. By SHA-2 only, as everywhere (ACT-09). */
export function isSignedBy({ toBeSigned, algorithm, signature }: SignedStructure, publicKey: Uint8Array): boolean {
  const facts = signatureAlgorithmByOid(oidOf(new DerFields(algorithm.content).take(TAG.oid)));
  const key = keyOf(publicKey);
  if (!facts?.digest || key?.asymmetricKeyType !== facts.family) return false;
  return verify(facts.digest, toBeSigned.encoded, key, signature);
}

function keyOf(publicKey: Uint8Array): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}
