import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pkcs11js, type Handle, type Template } from '../src/adapters/pkcs11/binding.js';
import { Pkcs11Token } from '../src/adapters/pkcs11/pkcs11-token.js';
import type { GeneratedKey } from '../src/domain/ports/token.js';
import { startSoftHsm, type SoftHsm } from './token-softhsm.js';
import { openRawSession, type RawSession } from './token-raw.js';
import { digestOf } from './token.suite.js';

/* What code in the SAM's process, logged in as the SAM, tries in order to carry a key away. */

const { CKA_CLASS, CKA_DECRYPT, CKA_ENCRYPT, CKA_EXTRACTABLE, CKA_KEY_TYPE, CKA_LABEL, CKA_PRIVATE, CKA_SENSITIVE, CKA_SIGN, CKA_TOKEN, CKA_TRUSTED } =
  pkcs11js;
const { CKA_UNWRAP_TEMPLATE, CKA_ALLOWED_MECHANISMS, CKA_VALUE, CKA_WRAP, CKA_WRAP_WITH_TRUSTED, CKK_AES, CKK_EC, CKO_PRIVATE_KEY, CKO_SECRET_KEY } = pkcs11js;
const KWP = { mechanism: 0x210a };
const room = (): Buffer => Buffer.alloc(4096);

let softHsm: SoftHsm;
let token: Pkcs11Token;
let raw: RawSession;
let key: GeneratedKey;
let kek: Handle;
let mac: Handle;
let signingKey: Handle;
let knownKey: Handle;

const one = (...template: Template): Handle => {
  const found = raw.find(...template);
  expect(found).toHaveLength(1);
  return found[0]!;
};
const set = (object: Handle, type: number, value: boolean | Buffer): string =>
  raw.answer(() => raw.native.C_SetAttributeValue(raw.session, object, [{ type, value }]));
const copy = (object: Handle, ...template: Template): string => raw.answer(() => raw.native.C_CopyObject(raw.session, object, template));
const read = (object: Handle, type: number): string => raw.answer(() => raw.native.C_GetAttributeValue(raw.session, object, [{ type }]));
const wrap = (by: Handle, what: Handle): string => raw.answer(() => raw.native.C_WrapKey(raw.session, KWP, by, what, room()));

/** Unwraps the signer's blob, with these attributes instead of the ones that the SAM asks for. */
const unwrapped = (change: Readonly<Record<number, boolean>>, blob: Buffer = Buffer.from(key.wrapped.blob)): string => {
  const asked: Record<number, boolean> = {
    [CKA_TOKEN]: false,
    [CKA_PRIVATE]: true,
    [CKA_SENSITIVE]: true,
    [CKA_WRAP_WITH_TRUSTED]: true,
    [CKA_SIGN]: true,
    ...change,
  };
  const template: Template = [
    { type: CKA_CLASS, value: CKO_PRIVATE_KEY },
    { type: CKA_KEY_TYPE, value: CKK_EC },
    ...Object.entries(asked).map(([type, value]) => ({ type: Number(type), value })),
  ];
  return raw.answer(() => raw.native.C_UnwrapKey(raw.session, KWP, kek, blob, template));
};

beforeAll(async () => {
  softHsm = await startSoftHsm();
  token = await Pkcs11Token.open(softHsm.settings);
  raw = openRawSession(softHsm.settings);
  key = await token.generateKeyPair('p256', 'signer');
  await token.sign({ keyId: 'key_one', wrapped: key.wrapped }, digestOf(Buffer.from('x')));
  kek = one({ type: CKA_LABEL, value: 'paraph-kek-1' });
  mac = one({ type: CKA_LABEL, value: 'paraph-mac-1' });
  signingKey = one({ type: CKA_CLASS, value: CKO_PRIVATE_KEY });
  const known: Template = [
    { type: CKA_CLASS, value: CKO_SECRET_KEY },
    { type: CKA_KEY_TYPE, value: CKK_AES },
    { type: CKA_TOKEN, value: false },
    { type: CKA_WRAP, value: true },
    { type: CKA_DECRYPT, value: true },
    { type: CKA_VALUE, value: Buffer.alloc(32, 7) },
  ];
  knownKey = raw.native.C_CreateObject(raw.session, known);
}, 60_000);

afterAll(async () => {
  raw.close();
  await token.close();
  softHsm.remove();
});

it('would work on a key that is not protected: the attempts are no duds', () => {
  const params = { type: pkcs11js.CKA_EC_PARAMS, value: Buffer.from('06082a8648ce3d030107', 'hex') };
  const naive = [
    { type: CKA_TOKEN, value: false },
    { type: CKA_SENSITIVE, value: true },
    { type: CKA_EXTRACTABLE, value: true },
  ];
  const pair = raw.native.C_GenerateKeyPair(raw.session, { mechanism: pkcs11js.CKM_EC_KEY_PAIR_GEN }, [params, { type: CKA_TOKEN, value: false }], naive);
  expect(wrap(knownKey, pair.privateKey)).toBe('CKR_OK');
  expect(unwrapped({})).toBe('CKR_OK');
  for (const object of [pair.privateKey, pair.publicKey]) raw.native.C_DestroyObject(raw.session, object);
});

describe('the key-encryption key', () => {
  it.each([
    ['decrypt', CKA_DECRYPT],
    ['encrypt', CKA_ENCRYPT],
  ])('cannot be given the right to %s', (_, right) => {
    expect(set(kek, right, true)).toBe('CKR_ACTION_PROHIBITED');
  });

  it('does not decrypt a blob', () => {
    expect(raw.answer(() => raw.native.C_DecryptInit(raw.session, { mechanism: pkcs11js.CKM_AES_ECB }, kek))).not.toBe('CKR_OK');
  });

  it('cannot be copied with the right to decrypt, or without its limits', () => {
    expect(copy(kek, { type: CKA_DECRYPT, value: true })).toBe('CKR_ATTRIBUTE_READ_ONLY');
    expect(copy(kek, { type: pkcs11js.CKA_MODIFIABLE, value: true })).toBe('CKR_ATTRIBUTE_READ_ONLY');
    expect(copy(kek, { type: CKA_UNWRAP_TEMPLATE, value: Buffer.alloc(0) })).not.toBe('CKR_OK');
    expect(copy(kek, { type: CKA_ALLOWED_MECHANISMS, value: Buffer.alloc(0) })).not.toBe('CKR_OK');
  });

  it('hides its value', () => {
    expect(read(kek, CKA_VALUE)).toBe('CKR_ATTRIBUTE_SENSITIVE');
  });

  it('is not wrapped by a key that its thief knows', () => {
    expect(wrap(knownKey, kek)).toBe('CKR_KEY_NOT_WRAPPABLE');
  });

  it('wrapped under itself does not come back as a key that decrypts', () => {
    const itself = Buffer.from(raw.native.C_WrapKey(raw.session, KWP, kek, kek, room()));
    const decrypting: Template = [
      { type: CKA_CLASS, value: CKO_SECRET_KEY },
      { type: CKA_KEY_TYPE, value: CKK_AES },
      { type: CKA_TOKEN, value: false },
      { type: CKA_SENSITIVE, value: true },
      { type: CKA_WRAP_WITH_TRUSTED, value: true },
      { type: CKA_DECRYPT, value: true },
    ];
    expect(raw.answer(() => raw.native.C_UnwrapKey(raw.session, KWP, kek, itself, decrypting))).toBe('CKR_TEMPLATE_INCONSISTENT');
    expect(unwrapped({}, itself)).not.toBe('CKR_OK');
  });
});

describe('a blob', () => {
  it.each<[string, Record<number, boolean>]>([
    ['readable', { [CKA_SENSITIVE]: false, [CKA_EXTRACTABLE]: true }],
    ['readable but not extractable', { [CKA_SENSITIVE]: false, [CKA_EXTRACTABLE]: false }],
    ['for any wrapping key', { [CKA_WRAP_WITH_TRUSTED]: false, [CKA_EXTRACTABLE]: true }],
    ['to stay in the token', { [CKA_TOKEN]: true }],
  ])('is not unwrapped %s', (_, change) => {
    expect(unwrapped(change)).toBe('CKR_TEMPLATE_INCONSISTENT');
  });
});

describe('a signing key in the cache', () => {
  it('hides its value', () => {
    expect(read(signingKey, CKA_VALUE)).toBe('CKR_ATTRIBUTE_SENSITIVE');
  });

  it('is wrapped by nobody, not even by the key-encryption key', () => {
    expect(wrap(knownKey, signingKey)).toBe('CKR_KEY_UNEXTRACTABLE');
    expect(wrap(kek, signingKey)).toBe('CKR_KEY_UNEXTRACTABLE');
  });

  it.each<[string, number, boolean]>([
    ['extractable', CKA_EXTRACTABLE, true],
    ['not sensitive', CKA_SENSITIVE, false],
    ['wrappable by any key', CKA_WRAP_WITH_TRUSTED, false],
  ])('cannot be made %s, nor copied so', (_, type, value) => {
    expect(set(signingKey, type, value)).toBe('CKR_ATTRIBUTE_READ_ONLY');
    expect(copy(signingKey, { type, value })).toBe('CKR_ATTRIBUTE_READ_ONLY');
  });

  it('unwrapped extractable is still not wrapped by a key that its thief knows', () => {
    expect(unwrapped({ [CKA_EXTRACTABLE]: true })).toBe('CKR_OK');
    const extractable = one({ type: CKA_CLASS, value: CKO_PRIVATE_KEY }, { type: CKA_EXTRACTABLE, value: true });
    expect(wrap(knownKey, extractable)).toBe('CKR_KEY_NOT_WRAPPABLE');
    expect(read(extractable, CKA_VALUE)).toBe('CKR_ATTRIBUTE_SENSITIVE');
    raw.native.C_DestroyObject(raw.session, extractable);
  });
});

describe('the MAC key', () => {
  it('hides its value and is not wrapped by a key that its thief knows', () => {
    expect(read(mac, CKA_VALUE)).toBe('CKR_ATTRIBUTE_SENSITIVE');
    expect(wrap(knownKey, mac)).toBe('CKR_KEY_NOT_WRAPPABLE');
  });

  it('does not come back from its own blob', () => {
    const blob = Buffer.from(raw.native.C_WrapKey(raw.session, KWP, kek, mac, room()));
    const template: Template = [
      { type: CKA_CLASS, value: CKO_SECRET_KEY },
      { type: CKA_KEY_TYPE, value: pkcs11js.CKK_GENERIC_SECRET },
      { type: CKA_TOKEN, value: false },
      { type: CKA_SENSITIVE, value: true },
      { type: CKA_WRAP_WITH_TRUSTED, value: true },
    ];
    expect(raw.answer(() => raw.native.C_UnwrapKey(raw.session, KWP, kek, blob, template))).toBe('CKR_TEMPLATE_INCONSISTENT');
  });
});

it('does not let its user make or import a trusted key', () => {
  const template: Template = [
    { type: CKA_CLASS, value: CKO_SECRET_KEY },
    { type: CKA_KEY_TYPE, value: CKK_AES },
    { type: CKA_TOKEN, value: false },
    { type: CKA_TRUSTED, value: true },
    { type: CKA_VALUE, value: Buffer.alloc(32, 7) },
  ];
  expect(raw.answer(() => raw.native.C_CreateObject(raw.session, template))).not.toBe('CKR_OK');
  expect(set(knownKey, CKA_TRUSTED, true)).not.toBe('CKR_OK');
});
