import { keyAlgorithmFacts, type KeyAlgorithm } from '@paraph/kernel';
import { pkcs11js, type Mechanism, type Template } from './binding.js';
import { flagsOf, mechanismList, type KeyShape } from './attributes.js';

/** Just born: a session object that only a trusted key may wrap. */
export const newKeyShape: KeyShape = {
  TOKEN: false,
  PRIVATE: true,
  SENSITIVE: true,
  EXTRACTABLE: true,
  WRAP_WITH_TRUSTED: true,
  SIGN: true,
  DECRYPT: false,
  UNWRAP: false,
};

/** Back from its blob, for signing: it does not leave the token again, under any key. */
export const unwrappedKeyShape: KeyShape = { ...newKeyShape, EXTRACTABLE: false };

const publicKeyShape: KeyShape = { TOKEN: false, PRIVATE: false, VERIFY: true, ENCRYPT: false, WRAP: false };

/** DER OBJECT IDENTIFIERs of the curves, as CKA_EC_PARAMS carries them (RFC 5480 section 2.1.1.1). */
const curves: Readonly<Partial<Record<KeyAlgorithm, Buffer>>> = {
  p256: Buffer.from('06082a8648ce3d030107', 'hex'),
  p384: Buffer.from('06052b81040022', 'hex'),
};

/** The curve of an elliptic-curve algorithm. */
export function curveOf(algorithm: KeyAlgorithm): Buffer {
  const curve = curves[algorithm];
  if (curve === undefined) throw new Error(`${algorithm} has no curve`);
  return curve;
}

const isEc = (algorithm: KeyAlgorithm): boolean => keyAlgorithmFacts[algorithm].family === 'ec';

/** How the token makes a key pair of this algorithm. */
export function generation(algorithm: KeyAlgorithm): { mechanism: Mechanism; publicKey: Template; privateKey: Template } {
  const kind = isEc(algorithm)
    ? [{ type: pkcs11js.CKA_EC_PARAMS, value: curveOf(algorithm) }]
    : [
        { type: pkcs11js.CKA_MODULUS_BITS, value: keyAlgorithmFacts[algorithm].bits },
        { type: pkcs11js.CKA_PUBLIC_EXPONENT, value: Buffer.from([1, 0, 1]) },
      ];
  return {
    mechanism: { mechanism: isEc(algorithm) ? pkcs11js.CKM_EC_KEY_PAIR_GEN : pkcs11js.CKM_RSA_PKCS_KEY_PAIR_GEN },
    publicKey: [...kind, ...flagsOf(publicKeyShape)],
    privateKey: [...flagsOf(newKeyShape), mechanismsOf(algorithm)],
  };
}

/** What a blob of this algorithm becomes when it is unwrapped. */
export function unwrapping(algorithm: KeyAlgorithm): Template {
  return [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PRIVATE_KEY },
    { type: pkcs11js.CKA_KEY_TYPE, value: isEc(algorithm) ? pkcs11js.CKK_EC : pkcs11js.CKK_RSA },
    ...flagsOf(unwrappedKeyShape),
    mechanismsOf(algorithm),
  ];
}

/** An elliptic-curve public key to verify with, from its point as DER OCTET STRING. */
export function verifying(algorithm: KeyAlgorithm, point: Buffer): Template {
  return [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PUBLIC_KEY },
    { type: pkcs11js.CKA_KEY_TYPE, value: pkcs11js.CKK_EC },
    { type: pkcs11js.CKA_EC_PARAMS, value: curveOf(algorithm) },
    { type: pkcs11js.CKA_EC_POINT, value: point },
    ...flagsOf({ TOKEN: false, PRIVATE: false, VERIFY: true }),
  ];
}

/** The mechanism that signs a digest of ours. The token must do the least: it makes no hash. */
export function signing(algorithm: KeyAlgorithm): Mechanism {
  return { mechanism: isEc(algorithm) ? pkcs11js.CKM_ECDSA : pkcs11js.CKM_RSA_PKCS };
}

function mechanismsOf(algorithm: KeyAlgorithm): Template[number] {
  const allowed = isEc(algorithm) ? mechanismList(pkcs11js.CKM_ECDSA) : mechanismList(pkcs11js.CKM_RSA_PKCS, pkcs11js.CKM_RSA_PKCS_PSS);
  return { type: pkcs11js.CKA_ALLOWED_MECHANISMS, value: allowed };
}
