import { ServiceError } from '@paraph/contracts';
import { createHash, createHmac, createPublicKey, diffieHellman, generateKeyPairSync } from 'node:crypto';
import { agreedSecretShape } from './agreement.js';
import { flagsOf, readAttribute } from './attributes.js';
import { pkcs11js, type Handle, type Mechanism } from './binding.js';
import { signing } from './key-templates.js';
import { spkiFromPoint } from './public-key.js';
import type { TrialHand } from './trial-hand.js';

const HASH_BYTES = 32;
/** CKZ_DATA_SPECIFIED, which the binding has no name for. */
const DATA_SPECIFIED = 1;
const digest = (): Buffer => createHash('sha256').update('paraph/trial/v1').digest();

/** RSA keys of the trials: the shortest the product knows, since they are never used. */
export const rsaKind = [
  { type: pkcs11js.CKA_MODULUS_BITS, value: 2048 },
  { type: pkcs11js.CKA_PUBLIC_EXPONENT, value: Buffer.from([1, 0, 1]) },
];
const RSA_PAIR: Mechanism = { mechanism: pkcs11js.CKM_RSA_PKCS_KEY_PAIR_GEN };

/** Signs a digest. */
export function signs(hand: TrialHand, mechanism: Mechanism, key: Handle): void {
  hand.ask((token) => {
    token.C_SignInit(hand.session, mechanism, key);
    token.C_Sign(hand.session, digest(), Buffer.alloc(512));
  });
}

/** A MAC by a key made for it. */
export function macs(hand: TrialHand): void {
  const template = [
    { type: pkcs11js.CKA_VALUE_LEN, value: HASH_BYTES },
    ...flagsOf({ TOKEN: false, PRIVATE: true, SENSITIVE: true, EXTRACTABLE: false, SIGN: true }),
  ];
  const key = hand.keep(hand.ask((token) => token.C_GenerateKey(hand.session, { mechanism: pkcs11js.CKM_GENERIC_SECRET_KEY_GEN }, template)));
  hand.ask((token) => {
    token.C_SignInit(hand.session, { mechanism: pkcs11js.CKM_SHA256_HMAC }, key);
    token.C_Sign(hand.session, digest(), Buffer.alloc(HASH_BYTES));
  });
}

/** A MAC by a key that everybody knows. @throws `hsm.refused` when it is another than Node.js comes to */
export function macsByKnownKey(hand: TrialHand): void {
  const value = Buffer.alloc(HASH_BYTES, 7);
  const template = [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_SECRET_KEY },
    { type: pkcs11js.CKA_KEY_TYPE, value: pkcs11js.CKK_GENERIC_SECRET },
    ...flagsOf({ TOKEN: false, SIGN: true }),
    { type: pkcs11js.CKA_VALUE, value },
  ];
  const key = hand.keep(hand.ask((token) => token.C_CreateObject(hand.session, template)));
  const mac = hand.ask((token) => {
    token.C_SignInit(hand.session, { mechanism: pkcs11js.CKM_SHA256_HMAC }, key);
    return token.C_Sign(hand.session, digest(), Buffer.alloc(HASH_BYTES));
  });
  if (!mac.equals(createHmac('sha256', value).update(digest()).digest()))
    throw new ServiceError('hsm.refused', 'the token computes another HMAC-SHA-256 than everybody else');
}

/** An agreement whose secret stays in the token and is hashed there. @throws `hsm.refused` when it is another than Node.js comes to */
export function agrees(hand: TrialHand): void {
  const { privateKey, publicKey } = hand.ecPair({ SIGN: false, DERIVE: true });
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = other.publicKey.export({ format: 'jwk' });
  const publicData = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  const parameter: pkcs11js.ECDH1 = { type: pkcs11js.CK_PARAMS_EC_DH, kdf: pkcs11js.CKD_NULL, publicData };
  const mechanism: Mechanism = { mechanism: pkcs11js.CKM_ECDH1_DERIVE, parameter };
  const template = [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_SECRET_KEY },
    { type: pkcs11js.CKA_KEY_TYPE, value: pkcs11js.CKK_GENERIC_SECRET },
    { type: pkcs11js.CKA_VALUE_LEN, value: HASH_BYTES },
    ...flagsOf(agreedSecretShape),
  ];
  const secret = hand.keep(hand.ask((token) => token.C_DeriveKey(hand.session, mechanism, privateKey, template)));
  const hashed = hand.ask((token) => {
    token.C_DigestInit(hand.session, { mechanism: pkcs11js.CKM_SHA256 });
    token.C_DigestKey(hand.session, secret);
    return token.C_DigestFinal(hand.session, Buffer.alloc(HASH_BYTES));
  });
  const point = readAttribute(hand.cryptoki, { session: hand.session, object: publicKey }, pkcs11js.CKA_EC_POINT);
  const own = createPublicKey({ key: Buffer.from(spkiFromPoint('p256', point)), format: 'der', type: 'spki' });
  const expected = createHash('sha256')
    .update(diffieHellman({ privateKey: other.privateKey, publicKey: own }))
    .digest();
  if (!hashed.equals(expected)) throw new ServiceError('hsm.refused', 'the token agrees on another secret than the other side');
}

/** An AES key carried under RSA-OAEP and back. */
export function carries(hand: TrialHand, hash: 'sha1' | 'sha256'): void {
  const [hashAlg, mgf] = hash === 'sha1' ? [pkcs11js.CKM_SHA_1, pkcs11js.CKG_MGF1_SHA1] : [pkcs11js.CKM_SHA256, pkcs11js.CKG_MGF1_SHA256];
  const parameter: pkcs11js.RsaOAEP = { type: pkcs11js.CK_PARAMS_RSA_OAEP, hashAlg, mgf, source: DATA_SPECIFIED };
  const mechanism: Mechanism = { mechanism: pkcs11js.CKM_RSA_PKCS_OAEP, parameter };
  const publicShape = flagsOf({ TOKEN: false, PRIVATE: false, WRAP: true });
  const privateShape = flagsOf({ TOKEN: false, PRIVATE: true, SENSITIVE: true, EXTRACTABLE: false, UNWRAP: true });
  const pair = hand.ask((token) => token.C_GenerateKeyPair(hand.session, RSA_PAIR, [...rsaKind, ...publicShape], privateShape));
  for (const half of [pair.publicKey, pair.privateKey]) hand.keep(half);
  const carried = hand.wrap(mechanism, pair.publicKey, hand.thiefsKey());
  const template = [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_SECRET_KEY },
    { type: pkcs11js.CKA_KEY_TYPE, value: pkcs11js.CKK_AES },
    ...flagsOf({ TOKEN: false, SENSITIVE: true, EXTRACTABLE: false }),
  ];
  hand.keep(hand.ask((token) => token.C_UnwrapKey(hand.session, mechanism, pair.privateKey, carried, template)));
}

/** Signatures by RSA: PKCS#1 v1.5 or PSS with a salt as long as the digest. */
export function signsByRsa(hand: TrialHand, scheme: 'pkcs1' | 'pss'): void {
  signs(hand, signing({ scheme, digest: 'sha256' }), hand.pair(RSA_PAIR, rsaKind).privateKey);
}

/** A public key brought in to verify with. */
export function importsPublicKey(hand: TrialHand): void {
  const { publicKey } = hand.ecPair();
  const at = { session: hand.session, object: publicKey };
  const template = [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PUBLIC_KEY },
    { type: pkcs11js.CKA_KEY_TYPE, value: pkcs11js.CKK_EC },
    { type: pkcs11js.CKA_EC_PARAMS, value: readAttribute(hand.cryptoki, at, pkcs11js.CKA_EC_PARAMS) },
    { type: pkcs11js.CKA_EC_POINT, value: readAttribute(hand.cryptoki, at, pkcs11js.CKA_EC_POINT) },
    ...flagsOf({ TOKEN: false, PRIVATE: false, VERIFY: true }),
  ];
  hand.keep(hand.ask((token) => token.C_CreateObject(hand.session, template)));
}

/** An object of data that stays in the token, until the trial's end. */
export function keepsData(hand: TrialHand): void {
  const template = [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_DATA },
    { type: pkcs11js.CKA_LABEL, value: 'paraph-trial' },
    ...flagsOf({ TOKEN: true, PRIVATE: true }),
    { type: pkcs11js.CKA_VALUE, value: digest() },
  ];
  hand.keep(hand.ask((token) => token.C_CreateObject(hand.session, template)));
}
