import { keyAlgorithmFacts, type DigestAlgorithm, type KeyAlgorithm } from '@paraph/kernel';
import type { KeyUse } from '../../domain/ports/token.js';
import { pkcs11js, type Mechanism, type Template } from './binding.js';
import { asked, askedMechanisms, flagsOf, type KeyShape } from './attributes.js';
import type { SignatureInput } from './digest-input.js';
import { workOf } from './key-use.js';
import type { AnyTokenFamily } from './token-family.js';

/** Just born: a session object that only a trusted key may wrap, and that either signs or agrees. */
export function newKeyShape(use: KeyUse): KeyShape {
  return {
    TOKEN: false,
    PRIVATE: true,
    SENSITIVE: true,
    EXTRACTABLE: true,
    WRAP_WITH_TRUSTED: true,
    SIGN: workOf(use) === 'sign',
    DECRYPT: false,
    UNWRAP: false,
    DERIVE: workOf(use) === 'agree',
  };
}

/** Back from its blob, for use: it does not leave the token again, under any key. */
export function unwrappedKeyShape(use: KeyUse): KeyShape {
  return { ...newKeyShape(use), EXTRACTABLE: false };
}

/** DER OBJECT IDENTIFIERs of the curves, as CKA_EC_PARAMS carries them (RFC 5480 section 2.1.1.1). */
const curves: Readonly<Partial<Record<KeyAlgorithm, Buffer>>> = {
  p256: Buffer.from('06082a8648ce3d030107', 'hex'),
  p384: Buffer.from('06052b81040022', 'hex'),
  p521: Buffer.from('06052b81040023', 'hex'),
};

/** The curve of an elliptic-curve algorithm. */
export function curveOf(algorithm: KeyAlgorithm): Buffer {
  const curve = curves[algorithm];
  if (curve === undefined) throw new Error(`${algorithm} has no curve`);
  return curve;
}

const isEc = (algorithm: KeyAlgorithm): boolean => keyAlgorithmFacts[algorithm].family === 'ec';

/** How a family makes a key pair, of which kind, and the private key in which shape. */
export interface PairOrder {
  readonly family: Pick<AnyTokenFamily, 'keys'>;
  readonly algorithm: KeyAlgorithm;
  readonly use: KeyUse;
  readonly shape: KeyShape;
}

/** How the token makes a key pair of this algorithm. The public key lives where the private one does. */
export function generation({ family: { keys }, algorithm, use, shape }: PairOrder): { mechanism: Mechanism; publicKey: Template; privateKey: Template } {
  const publicShape = { TOKEN: shape.TOKEN === true, PRIVATE: false, VERIFY: workOf(use) === 'sign', ENCRYPT: false, WRAP: false };
  const kind = isEc(algorithm)
    ? [{ type: pkcs11js.CKA_EC_PARAMS, value: curveOf(algorithm) }]
    : [
        { type: pkcs11js.CKA_MODULUS_BITS, value: keyAlgorithmFacts[algorithm].bits },
        { type: pkcs11js.CKA_PUBLIC_EXPONENT, value: Buffer.from([1, 0, 1]) },
      ];
  return {
    mechanism: { mechanism: isEc(algorithm) ? pkcs11js.CKM_EC_KEY_PAIR_GEN : pkcs11js.CKM_RSA_PKCS_KEY_PAIR_GEN },
    publicKey: [...kind, ...flagsOf(asked(publicShape, keys))],
    privateKey: [...flagsOf(asked(shape, keys)), ...askedMechanisms(keys, ...allowedMechanisms(algorithm, use))],
  };
}

/** What a blob of this algorithm becomes when it is unwrapped. */
export function unwrapping({ keys }: Pick<AnyTokenFamily, 'keys'>, algorithm: KeyAlgorithm, use: KeyUse): Template {
  return [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PRIVATE_KEY },
    { type: pkcs11js.CKA_KEY_TYPE, value: isEc(algorithm) ? pkcs11js.CKK_EC : pkcs11js.CKK_RSA },
    ...flagsOf(asked(unwrappedKeyShape(use), keys)),
    ...askedMechanisms(keys, ...allowedMechanisms(algorithm, use)),
  ];
}

/** The parts of a public key, each in the attribute of its name. */
export type PublicParts = { readonly point: Buffer } | { readonly modulus: Buffer; readonly exponent: Buffer };

/** A public key to verify with. */
export function verifying(algorithm: KeyAlgorithm, parts: PublicParts): Template {
  const kind =
    'point' in parts
      ? [
          { type: pkcs11js.CKA_KEY_TYPE, value: pkcs11js.CKK_EC },
          { type: pkcs11js.CKA_EC_PARAMS, value: curveOf(algorithm) },
          { type: pkcs11js.CKA_EC_POINT, value: parts.point },
        ]
      : [
          { type: pkcs11js.CKA_KEY_TYPE, value: pkcs11js.CKK_RSA },
          { type: pkcs11js.CKA_MODULUS, value: parts.modulus },
          { type: pkcs11js.CKA_PUBLIC_EXPONENT, value: parts.exponent },
        ];
  return [{ type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PUBLIC_KEY }, ...kind, ...flagsOf({ TOKEN: false, PRIVATE: false, VERIFY: true })];
}

const PSS: Readonly<Record<DigestAlgorithm, pkcs11js.RsaPSS>> = {
  sha256: { type: pkcs11js.CK_PARAMS_RSA_PSS, hashAlg: pkcs11js.CKM_SHA256, mgf: pkcs11js.CKG_MGF1_SHA256, saltLen: 32 },
  sha384: { type: pkcs11js.CK_PARAMS_RSA_PSS, hashAlg: pkcs11js.CKM_SHA384, mgf: pkcs11js.CKG_MGF1_SHA384, saltLen: 48 },
  sha512: { type: pkcs11js.CK_PARAMS_RSA_PSS, hashAlg: pkcs11js.CKM_SHA512, mgf: pkcs11js.CKG_MGF1_SHA512, saltLen: 64 },
};

/** The mechanism that signs a digest of ours, or verifies it. The token must do the least: it makes no hash. */
export function signing({ scheme, digest }: Pick<SignatureInput, 'scheme' | 'digest'>): Mechanism {
  if (scheme === 'ecdsa') return { mechanism: pkcs11js.CKM_ECDSA };
  if (scheme === 'pkcs1') return { mechanism: pkcs11js.CKM_RSA_PKCS };
  return { mechanism: pkcs11js.CKM_RSA_PKCS_PSS, parameter: PSS[digest] };
}

/** What a key may be used with, and nothing else. */
export function allowedMechanisms(algorithm: KeyAlgorithm, use: KeyUse): readonly number[] {
  if (workOf(use) === 'agree') return [pkcs11js.CKM_ECDH1_DERIVE];
  return isEc(algorithm) ? [pkcs11js.CKM_ECDSA] : [pkcs11js.CKM_RSA_PKCS, pkcs11js.CKM_RSA_PKCS_PSS];
}
