import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mechanismList } from '../src/adapters/pkcs11/attributes.js';
import { pkcs11js, type Handle, type Template } from '../src/adapters/pkcs11/binding.js';
import { Cryptoki } from '../src/adapters/pkcs11/cryptoki.js';
import { Pkcs11Token } from '../src/adapters/pkcs11/pkcs11-token.js';
import type { GeneratedKey, TokenKey } from '../src/domain/ports/token.js';
import { ephemeral } from './token-agreement.suite.js';
import { bindingWithCounts, openRawSession, type RawSession } from './token-raw.js';
import { startSoftHsm, type SoftHsm } from './token-softhsm.js';
import { digestOf } from './token.suite.js';

/* What the token itself says of keys that agree and keys that sign, and what code in the SAM's process could do with them. */

const { CKA_CLASS, CKA_DERIVE, CKA_EXTRACTABLE, CKA_KEY_TYPE, CKA_PRIVATE, CKA_SENSITIVE, CKA_SIGN, CKA_TOKEN, CKA_VALUE, CKA_WRAP } = pkcs11js;
const { CKA_ALLOWED_MECHANISMS, CKA_LABEL, CKA_WRAP_WITH_TRUSTED, CKK_AES, CKK_EC, CKK_GENERIC_SECRET, CKO_PRIVATE_KEY, CKO_SECRET_KEY } = pkcs11js;
const KWP = { mechanism: 0x210a };
const OTHER_INFO = Buffer.from('A256GCM');

let softHsm: SoftHsm;
let token: Pkcs11Token;
let native: pkcs11js.PKCS11;
let raw: RawSession;
let pair: GeneratedKey;
let key: TokenKey;
let agreementKey: Handle;
let signingKey: Handle;
let rsaKey: Handle;

const one = (...template: Template): Handle => {
  const found = raw.find(...template);
  expect(found).toHaveLength(1);
  return found[0]!;
};
const read = (object: Handle, type: number): Buffer => raw.native.C_GetAttributeValue(raw.session, object, [{ type }])[0]!.value;
const flag = (object: Handle, type: number): boolean => read(object, type)[0] === 1;
const set = (object: Handle, type: number, value: boolean | Buffer): string =>
  raw.answer(() => raw.native.C_SetAttributeValue(raw.session, object, [{ type, value }]));
const secrets = (): number => raw.find({ type: CKA_CLASS, value: CKO_SECRET_KEY }).length;

/** Begins a signature, and ends it again where the token lets it begin. */
const sign = (object: Handle, mechanism: pkcs11js.Mechanism): string =>
  raw.answer(() => {
    raw.native.C_SignInit(raw.session, mechanism, object);
    raw.native.C_Sign(raw.session, Buffer.alloc(32, 1), Buffer.alloc(512));
  });
const derive = (object: Handle, isSensitive = true): { readonly answer: string; readonly secret?: Handle } => {
  let secret: Handle | undefined;
  const parameter = { type: pkcs11js.CK_PARAMS_EC_DH, kdf: pkcs11js.CKD_NULL, publicData: ephemeral().point };
  const template: Template = [
    { type: CKA_CLASS, value: CKO_SECRET_KEY },
    { type: CKA_KEY_TYPE, value: CKK_GENERIC_SECRET },
    { type: CKA_TOKEN, value: false },
    { type: CKA_SENSITIVE, value: isSensitive },
    { type: CKA_EXTRACTABLE, value: !isSensitive },
  ];
  const answer = raw.answer(() => {
    secret = raw.native.C_DeriveKey(raw.session, { mechanism: pkcs11js.CKM_ECDH1_DERIVE, parameter }, object, template);
  });
  return secret === undefined ? { answer } : { answer, secret };
};
const unwrapped = (template: Template): string => {
  const kek = one({ type: CKA_LABEL, value: 'paraph-kek-1' });
  return raw.answer(() => {
    const object = raw.native.C_UnwrapKey(raw.session, KWP, kek, Buffer.from(pair.wrapped.blob), template);
    raw.native.C_DestroyObject(raw.session, object);
  });
};
const unwrapping = (change: Readonly<Record<number, boolean>> = {}): Template => [
  { type: CKA_CLASS, value: CKO_PRIVATE_KEY },
  { type: CKA_KEY_TYPE, value: CKK_EC },
  ...Object.entries({ [CKA_TOKEN]: false, [CKA_PRIVATE]: true, [CKA_SENSITIVE]: true, [CKA_WRAP_WITH_TRUSTED]: true, ...change }).map(([type, value]) => ({
    type: Number(type),
    value,
  })),
];

beforeAll(async () => {
  softHsm = await startSoftHsm();
  ({ native } = bindingWithCounts());
  token = await Pkcs11Token.open(softHsm.settings, Cryptoki.load(softHsm.settings.module, native));
  raw = openRawSession(softHsm.settings);
  pair = await token.generateKeyPair('p256', 'agreement');
  key = { keyId: 'key_agreement', wrapped: pair.wrapped };
  await token.agree(key, ephemeral().point, OTHER_INFO);
  agreementKey = one({ type: CKA_CLASS, value: CKO_PRIVATE_KEY });
  const { wrapped } = await token.generateKeyPair('p256', 'signer');
  await token.sign({ keyId: 'key_signer', wrapped }, digestOf(Buffer.from('x')));
  signingKey = one({ type: CKA_CLASS, value: CKO_PRIVATE_KEY }, { type: CKA_KEY_TYPE, value: CKK_EC }, { type: CKA_SIGN, value: true });
  const rsa = await token.generateKeyPair('rsa2048', 'signer');
  await token.sign({ keyId: 'key_rsa', wrapped: rsa.wrapped }, digestOf(Buffer.from('x')), 'pss');
  rsaKey = one({ type: CKA_CLASS, value: CKO_PRIVATE_KEY }, { type: CKA_KEY_TYPE, value: pkcs11js.CKK_RSA });
}, 60_000);

afterAll(async () => {
  raw.close();
  await token.close();
  softHsm.remove();
});

describe('a key for agreement, as the token describes it', () => {
  it('derives and does not sign, sensitive, not extractable, wrapped by trusted keys only', () => {
    expect({ derive: flag(agreementKey, CKA_DERIVE), sign: flag(agreementKey, CKA_SIGN) }).toEqual({ derive: true, sign: false });
    expect([CKA_SENSITIVE, CKA_EXTRACTABLE, CKA_WRAP_WITH_TRUSTED, CKA_TOKEN].map((type) => flag(agreementKey, type))).toEqual([true, false, true, false]);
    expect(read(agreementKey, CKA_ALLOWED_MECHANISMS)).toEqual(mechanismList(pkcs11js.CKM_ECDH1_DERIVE));
  });

  it('is refused a signature, also after it was given the right', () => {
    expect(sign(signingKey, { mechanism: pkcs11js.CKM_ECDSA })).toBe('CKR_OK');
    expect(sign(agreementKey, { mechanism: pkcs11js.CKM_ECDSA })).not.toBe('CKR_OK');
    set(agreementKey, CKA_SIGN, true);
    expect(sign(agreementKey, { mechanism: pkcs11js.CKM_ECDSA })).toBe('CKR_MECHANISM_INVALID');
    set(agreementKey, CKA_SIGN, false);
  });

  it('cannot be allowed another mechanism', () => {
    expect(set(agreementKey, CKA_ALLOWED_MECHANISMS, mechanismList(pkcs11js.CKM_ECDH1_DERIVE, pkcs11js.CKM_ECDSA))).not.toBe('CKR_OK');
    expect(read(agreementKey, CKA_ALLOWED_MECHANISMS)).toEqual(mechanismList(pkcs11js.CKM_ECDH1_DERIVE));
  });
});

describe('a key for signing, as the token describes it', () => {
  it('signs and does not derive', () => {
    expect({ derive: flag(signingKey, CKA_DERIVE), sign: flag(signingKey, CKA_SIGN) }).toEqual({ derive: false, sign: true });
    expect(read(signingKey, CKA_ALLOWED_MECHANISMS)).toEqual(mechanismList(pkcs11js.CKM_ECDSA));
  });

  it('is refused an agreement, also after it was given the right', () => {
    const { answer, secret } = derive(agreementKey);
    expect(answer).toBe('CKR_OK');
    raw.native.C_DestroyObject(raw.session, secret!);
    expect(derive(signingKey).answer).not.toBe('CKR_OK');
    set(signingKey, CKA_DERIVE, true);
    expect(derive(signingKey).answer).toBe('CKR_MECHANISM_INVALID');
    set(signingKey, CKA_DERIVE, false);
  });

  it('of RSA signs by its two schemes and no other way', () => {
    expect(read(rsaKey, CKA_ALLOWED_MECHANISMS)).toEqual(mechanismList(pkcs11js.CKM_RSA_PKCS, pkcs11js.CKM_RSA_PKCS_PSS));
    expect(sign(rsaKey, { mechanism: pkcs11js.CKM_RSA_PKCS })).toBe('CKR_OK');
    expect(sign(rsaKey, { mechanism: pkcs11js.CKM_RSA_X_509 })).toBe('CKR_MECHANISM_INVALID');
    expect(sign(rsaKey, { mechanism: pkcs11js.CKM_SHA256_RSA_PKCS })).toBe('CKR_MECHANISM_INVALID');
    expect(raw.answer(() => raw.native.C_DecryptInit(raw.session, { mechanism: pkcs11js.CKM_RSA_PKCS }, rsaKey))).not.toBe('CKR_OK');
  });
});

describe('the blob of a key for agreement', () => {
  it('comes back in its shape', () => {
    expect(unwrapped(unwrapping())).toBe('CKR_OK');
  });

  it.each([
    ['readable', unwrapping({ [CKA_SENSITIVE]: false })],
    ['wrappable by anybody', unwrapping({ [CKA_WRAP_WITH_TRUSTED]: false })],
    ['as an object that stays', unwrapping({ [CKA_TOKEN]: true })],
    ['as a secret key', unwrapping().map((attribute) => (attribute.type === CKA_CLASS ? { type: CKA_CLASS, value: CKO_SECRET_KEY } : attribute))],
  ])('does not come back %s', (_, template) => {
    expect(unwrapped(template)).not.toBe('CKR_OK');
  });

  it('hides the key it became, and that key is not wrapped by one that its thief knows', () => {
    const template: Template = [
      { type: CKA_CLASS, value: CKO_SECRET_KEY },
      { type: CKA_KEY_TYPE, value: CKK_AES },
      { type: CKA_TOKEN, value: false },
      { type: CKA_WRAP, value: true },
      { type: CKA_VALUE, value: Buffer.alloc(32, 7) },
    ];
    const known = raw.native.C_CreateObject(raw.session, template);
    expect(raw.answer(() => raw.native.C_GetAttributeValue(raw.session, agreementKey, [{ type: CKA_VALUE }]))).toBe('CKR_ATTRIBUTE_SENSITIVE');
    expect(raw.answer(() => raw.native.C_WrapKey(raw.session, KWP, known, agreementKey, Buffer.alloc(4096)))).not.toBe('CKR_OK');
    raw.native.C_DestroyObject(raw.session, known);
  });
});

describe('an agreement', () => {
  const peer = ephemeral().point;
  const agree = (): Promise<Uint8Array> => token.agree(key, peer, OTHER_INFO);
  let secret: Uint8Array;
  beforeAll(async () => void (secret = await agree()));

  /** The next call of this function is answered so. */
  const answerOnce = (
    name: 'C_DeriveKeyAsync' | 'C_DigestInit' | 'C_DigestUpdate' | 'C_DigestKey' | 'C_DigestFinal' | 'C_DestroyObject',
    ckr: string,
  ): void => {
    const original = native[name].bind(native);
    Object.assign(native, {
      [name]: () => {
        Object.assign(native, { [name]: original });
        if (name.endsWith('Async')) return Promise.reject(new Error(ckr));
        throw new Error(ckr);
      },
    });
  };

  it('leaves nothing in the token', async () => {
    const before = secrets();
    await Promise.all(Array.from({ length: 50 }, agree));
    expect(secrets()).toBe(before);
  });

  it.each([
    ['C_DeriveKeyAsync', 'CKR_DEVICE_ERROR:48', 'hsm.unavailable'],
    ['C_DeriveKeyAsync', 'CKR_GENERAL_ERROR:5', 'hsm.refused'],
    ['C_DigestInit', 'CKR_OPERATION_ACTIVE:144', 'hsm.refused'],
    ['C_DigestUpdate', 'CKR_DEVICE_REMOVED:50', 'hsm.unavailable'],
    ['C_DigestKey', 'CKR_KEY_INDIGESTIBLE:103', 'hsm.refused'],
    ['C_DigestFinal', 'CKR_FUNCTION_FAILED:6', 'hsm.refused'],
    ['C_DestroyObject', 'CKR_DEVICE_ERROR:48', 'hsm.unavailable'],
  ] as const)('that fails at %s with %s costs its session and everything in it: %s', async (name, ckr, code) => {
    const [before, left] = [token.counters, secrets()];
    answerOnce(name, ckr);
    await expect(agree()).rejects.toMatchObject({ code });
    expect(token.counters.sessionsDiscarded).toBe(before.sessionsDiscarded + 1);
    expect(secrets()).toBe(left);
    expect(await agree()).toEqual(secret);
    expect(token.counters.signCalls).toBe(before.signCalls);
  });

  it('that meets a point off the curve costs no more, and the next one nothing', async () => {
    const wrong = Buffer.concat([peer.subarray(0, 64), Buffer.of(peer[64]! ^ 1)]);
    const before = token.counters.sessionsDiscarded;
    await expect(token.agree(key, wrong, OTHER_INFO)).rejects.toMatchObject({ code: 'hsm.refused' });
    expect(token.counters.sessionsDiscarded).toBe(before + 1);
    for (let i = 0; i < 20; i++) expect(await agree()).toEqual(secret);
    expect(token.counters.sessionsDiscarded).toBe(before + 1);
  });
});
