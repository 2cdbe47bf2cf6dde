import { keyAlgorithmFacts, type KeyAlgorithm } from '@paraph/kernel';
import { readAttribute, type ObjectAt } from './attributes.js';
import { pkcs11js } from './binding.js';
import type { Cryptoki } from './cryptoki.js';
import { spkiFromModulus, spkiFromPoint } from './public-key.js';

/** SubjectPublicKeyInfo of a public key in the token. @throws CkrError; Error when what the token says is no key */
export function readGeneratedKey(cryptoki: Cryptoki, algorithm: KeyAlgorithm, at: ObjectAt): Uint8Array {
  if (keyAlgorithmFacts[algorithm].family === 'ec') return spkiFromPoint(algorithm, readAttribute(cryptoki, at, pkcs11js.CKA_EC_POINT));
  return spkiFromModulus(readAttribute(cryptoki, at, pkcs11js.CKA_MODULUS), readAttribute(cryptoki, at, pkcs11js.CKA_PUBLIC_EXPONENT));
}
