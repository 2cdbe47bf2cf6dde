import { keyAlgorithmFacts, type KeyAlgorithm } from '@paraph/kernel';
import { readAttribute, type ObjectAt } from './attributes.js';
import { pkcs11js } from './binding.js';
import type { Cryptoki } from './cryptoki.js';
import { curveOf } from './key-templates.js';

/** Whether a private key is of this algorithm: its row says so, and tokens take a P-256 key where P-384 was meant. */
export function isOfAlgorithm(cryptoki: Cryptoki, algorithm: KeyAlgorithm, at: ObjectAt): boolean {
  const { family, bits } = keyAlgorithmFacts[algorithm];
  // A key of the other kind has no such attribute.
  const kind = readAttribute(cryptoki, at, pkcs11js.CKA_KEY_TYPE).readUInt32LE();
  if (kind !== (family === 'ec' ? pkcs11js.CKK_EC : pkcs11js.CKK_RSA)) return false;
  if (family === 'ec') return readAttribute(cryptoki, at, pkcs11js.CKA_EC_PARAMS).equals(curveOf(algorithm));
  return readAttribute(cryptoki, at, pkcs11js.CKA_MODULUS).length * 8 === bits;
}
