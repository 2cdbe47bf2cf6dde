import { ServiceError } from '@paraph/contracts';
import { pkcs11js, type Handle, type Mechanism, type Template } from './binding.js';
import { flagsOf, type KeyShape } from './attributes.js';
import type { Cryptoki } from './cryptoki.js';

/** A P-256 point in the uncompressed form (SEC 1 section 2.3.3), and one of its coordinates. */
const POINT_BYTES = 65;
const SECRET_BYTES = 32;

/** What both sides know of one agreement: copies, so that nobody changes them while a thread reads them. */
export interface AgreementInput {
  /** The other side's public key, an uncompressed point. */
  readonly peer: Buffer;
  readonly otherInfo: Buffer;
}

/**
 * Prepares an agreement. Tokens also take a point as DER OCTET STRING, and some a compressed one: what is agreed with is
 * what the caller checked. @throws `hsm.refused`
 */
export function agreementInput(peer: Uint8Array, otherInfo: Uint8Array): AgreementInput {
  if (peer.length !== POINT_BYTES || peer[0] !== 4) throw new ServiceError('hsm.refused', 'the other public key is no uncompressed point of P-256');
  return { peer: Buffer.from(peer), otherInfo: Buffer.from(otherInfo) };
}

/** The agreed secret: it lives for one digest, and nothing else can be done with it. */
export const agreedSecretShape: KeyShape = {
  TOKEN: false,
  PRIVATE: true,
  SENSITIVE: true,
  EXTRACTABLE: false,
  SIGN: false,
  ENCRYPT: false,
  DECRYPT: false,
  WRAP: false,
  UNWRAP: false,
  DERIVE: false,
};

const agreedSecret: Template = [
  { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_SECRET_KEY },
  { type: pkcs11js.CKA_KEY_TYPE, value: pkcs11js.CKK_GENERIC_SECRET },
  { type: pkcs11js.CKA_VALUE_LEN, value: SECRET_BYTES },
  ...flagsOf(agreedSecretShape),
];

/**
 * Agrees on a secret and answers one round of the Concat KDF over it (RFC 7518 section 4.6.2): SHA-256 of the counter 1,
 * the secret and `otherInfo`. The token hashes, since its own KDFs are of another form, so the secret never leaves it.
 *
 * A failure leaves the secret in the session, which then has to be closed. @throws CkrError
 */
export async function agreeInSession(
  cryptoki: Cryptoki,
  { session, key }: { readonly session: Handle; readonly key: Handle },
  { peer, otherInfo }: AgreementInput,
): Promise<Uint8Array> {
  const parameter: pkcs11js.ECDH1 = { type: pkcs11js.CK_PARAMS_EC_DH, kdf: pkcs11js.CKD_NULL, publicData: peer };
  const mechanism: Mechanism = { mechanism: pkcs11js.CKM_ECDH1_DERIVE, parameter };
  const secret = await cryptoki.callAsync([peer, key], (token) => token.C_DeriveKeyAsync(session, mechanism, key, agreedSecret));
  const digest = cryptoki.call((token) => {
    token.C_DigestInit(session, { mechanism: pkcs11js.CKM_SHA256 });
    token.C_DigestUpdate(session, Buffer.from([0, 0, 0, 1]));
    token.C_DigestKey(session, secret);
    // SoftHSM answers CKR_ARGUMENTS_BAD to nothing.
    if (otherInfo.length > 0) token.C_DigestUpdate(session, otherInfo);
    return token.C_DigestFinal(session, Buffer.alloc(SECRET_BYTES));
  });
  cryptoki.call((token) => token.C_DestroyObject(session, secret));
  if (digest.length !== SECRET_BYTES) throw new Error('the token answered a digest of another length');
  return new Uint8Array(digest);
}
