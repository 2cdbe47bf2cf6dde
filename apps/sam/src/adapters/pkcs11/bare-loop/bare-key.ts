import { digestFacts, keyAlgorithmFacts, type KeyAlgorithm, type SignatureScheme } from '@paraph/kernel';
import { createPublicKey, type KeyObject } from 'node:crypto';
import { pkcs11js, type Handle, type Mechanism, type Template } from '../binding.js';

/** A key pair that lives as long as the session it was made in. */
export interface BareKey {
  readonly privateKey: Handle;
  readonly publicKey: Handle;
  /** Where Node.js verifies. */
  readonly modulus?: { readonly n: string; readonly e: string };
}

/** CKA_EC_PARAMS of the curves (RFC 5480 section 2.1.1.1). */
const CURVES: Readonly<Partial<Record<KeyAlgorithm, string>>> = { p256: '06082a8648ce3d030107', p384: '06052b81040022', p521: '06052b81040023' };

/** DigestInfo of SHA-256 up to the digest (RFC 8017 section 9.2, note 1). */
const SHA256_INFO = Buffer.from('3031300d060960864801650304020105000420', 'hex');

/** What keys of this algorithm sign by, if nothing else is wanted. */
export function usualScheme(algorithm: KeyAlgorithm): SignatureScheme {
  return keyAlgorithmFacts[algorithm].family === 'ec' ? 'ecdsa' : 'pkcs1';
}

/** Makes the pair with as few demands as possible: any token that signs can do it, and nothing of it stays. */
export function makeBareKey(token: pkcs11js.PKCS11, session: Handle, algorithm: KeyAlgorithm): BareKey {
  const curve = CURVES[algorithm];
  const kind: Template =
    curve === undefined
      ? [
          { type: pkcs11js.CKA_MODULUS_BITS, value: keyAlgorithmFacts[algorithm].bits },
          { type: pkcs11js.CKA_PUBLIC_EXPONENT, value: Buffer.from([1, 0, 1]) },
        ]
      : [{ type: pkcs11js.CKA_EC_PARAMS, value: Buffer.from(curve, 'hex') }];
  const flag = (type: number, value: boolean): Template[number] => ({ type, value });
  const mechanism = { mechanism: curve === undefined ? pkcs11js.CKM_RSA_PKCS_KEY_PAIR_GEN : pkcs11js.CKM_EC_KEY_PAIR_GEN };
  const publicTemplate = [...kind, flag(pkcs11js.CKA_TOKEN, false), flag(pkcs11js.CKA_VERIFY, true)];
  const privateTemplate = [
    flag(pkcs11js.CKA_TOKEN, false),
    flag(pkcs11js.CKA_PRIVATE, true),
    flag(pkcs11js.CKA_SENSITIVE, true),
    flag(pkcs11js.CKA_SIGN, true),
  ];
  const { privateKey, publicKey } = token.C_GenerateKeyPair(session, mechanism, publicTemplate, privateTemplate);
  return curve === undefined ? { privateKey, publicKey, modulus: modulusOf(token, session, publicKey) } : { privateKey, publicKey };
}

function modulusOf(token: pkcs11js.PKCS11, session: Handle, key: Handle): { n: string; e: string } {
  const [n, e] = token.C_GetAttributeValue(session, key, [{ type: pkcs11js.CKA_MODULUS }, { type: pkcs11js.CKA_PUBLIC_EXPONENT }]);
  const text = (attribute: { value?: unknown } | undefined): string => {
    if (!Buffer.isBuffer(attribute?.value)) throw new Error('the token answered no modulus');
    return attribute.value.toString('base64url');
  };
  return { n: text(n), e: text(e) };
}

/** The public key where Node.js verifies. */
export function nodeKey(modulus: NonNullable<BareKey['modulus']>): KeyObject {
  return createPublicKey({ key: { kty: 'RSA', ...modulus }, format: 'jwk' });
}

/** Signs a digest and makes no hash: the same mechanisms as the SAM's. */
export function bareMechanism(scheme: SignatureScheme): Mechanism {
  if (scheme === 'ecdsa') return { mechanism: pkcs11js.CKM_ECDSA };
  if (scheme === 'pkcs1') return { mechanism: pkcs11js.CKM_RSA_PKCS };
  const parameter: pkcs11js.RsaPSS = {
    type: pkcs11js.CK_PARAMS_RSA_PSS,
    hashAlg: pkcs11js.CKM_SHA256,
    mgf: pkcs11js.CKG_MGF1_SHA256,
    saltLen: digestFacts.sha256.bytes,
  };
  return { mechanism: pkcs11js.CKM_RSA_PKCS_PSS, parameter };
}

/** A SHA-256 digest as the mechanism takes it. */
export function bareInput(scheme: SignatureScheme, digest: Uint8Array): Buffer {
  return Buffer.concat(scheme === 'pkcs1' ? [SHA256_INFO, digest] : [digest]);
}

/** Room for a signature of this algorithm. */
export function signatureBytes(algorithm: KeyAlgorithm): number {
  const { family, bits } = keyAlgorithmFacts[algorithm];
  return family === 'ec' ? 2 * Math.ceil(bits / 8) : bits / 8;
}
