import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pkcs11js } from '../src/adapters/pkcs11/binding.js';
import { Cryptoki } from '../src/adapters/pkcs11/cryptoki.js';
import { OneSessionKey } from '../src/adapters/pkcs11/one-session-key.js';
import { Pkcs11Token } from '../src/adapters/pkcs11/pkcs11-token.js';
import { builtInFamilies } from '../src/adapters/pkcs11/token-families.js';
import type { AnyTokenFamily } from '../src/adapters/pkcs11/token-family.js';
import { reportOn, type TokenReport } from '../src/adapters/pkcs11/token-report.js';
import { TokenSessions } from '../src/adapters/pkcs11/token-sessions.js';
import { reportSuite } from './token-report.suite.js';
import { startSoftHsm, type SoftHsm } from './token-softhsm.js';
import { digestOf, nodeAccepts } from './token.suite.js';

/* What a token is worth is found by trying. Each doctored one does a single thing wrong; SoftHSM undoctored is the control. */

let softHsm: SoftHsm;
let native: pkcs11js.PKCS11;
beforeAll(async () => {
  softHsm = await startSoftHsm();
}, 60_000);
afterAll(() => softHsm.remove());
beforeEach(() => {
  native = new pkcs11js.PKCS11();
});

const report = (): TokenReport => reportOn(softHsm.settings, native);
const outcomeOf = ({ findings }: TokenReport, capability: string): string | undefined => findings.find((one) => one.capability === capability)?.outcome;
type Template = Parameters<pkcs11js.PKCS11['C_CreateObject']>[1];
const changed = (template: Template, change: Readonly<Record<number, boolean>>): Template =>
  template.map((one) => (one.type in change ? { ...one, value: change[one.type]! } : one));

/** Every answer of this function has a bit turned. */
function doctorAnswer(name: 'C_Sign' | 'C_DigestFinal'): void {
  const original = native[name].bind(native) as (...args: readonly unknown[]) => Buffer;
  Object.assign(native, {
    [name]: (...args: readonly unknown[]) => {
      const answer = original(...args);
      answer[0]! ^= 1;
      return answer;
    },
  });
}

reportSuite('softhsm', () => softHsm.settings);

describe('SoftHSM', () => {
  it('would be used, and nothing is to be warned of', () => {
    const found = report();
    expect(found).toMatchObject({ family: 'softhsm', refusal: undefined, weaknesses: [] });
    const missing = found.findings.filter(({ kind, outcome }) => kind === 'protection' && outcome !== 'yes');
    expect(missing.map(({ capability }) => capability)).toEqual(['digest-length']);
  });
});

describe('a token is refused', () => {
  it.each([
    ['that forgets on unwrapping that a key is hidden', { [pkcs11js.CKA_SENSITIVE]: false, [pkcs11js.CKA_EXTRACTABLE]: true }],
    ['that forgets on unwrapping that a key stays', { [pkcs11js.CKA_EXTRACTABLE]: true }],
  ])('%s', (_, change) => {
    const unwrap = native.C_UnwrapKey.bind(native);
    native.C_UnwrapKey = (session, mechanism, key, blob, template) => unwrap(session, mechanism, key, blob, changed(template, change));
    const found = report();
    expect(outcomeOf(found, 'hides-unwrapped-keys')).toBe('no');
    expect(found.refusal).toContain('comes back readable');
  });

  it('that makes keys readable', () => {
    const generate = native.C_GenerateKeyPair.bind(native);
    native.C_GenerateKeyPair = (session, mechanism, publicKey, privateKey) =>
      generate(session, mechanism, publicKey, changed(privateKey, { [pkcs11js.CKA_SENSITIVE]: false, [pkcs11js.CKA_EXTRACTABLE]: true }));
    expect(report().refusal).toContain('a key can be read');
  });

  it('that computes another HMAC than everybody else', () => {
    doctorAnswer('C_Sign');
    expect(report).toThrow(expect.objectContaining({ code: 'hsm.refused', message: expect.stringContaining('another HMAC') }));
  });

  it('that agrees on another secret than the other side', () => {
    doctorAnswer('C_DigestFinal');
    expect(report).toThrow(expect.objectContaining({ code: 'hsm.refused', message: expect.stringContaining('another secret') }));
  });

  it.each([
    ['C_WrapKey', 'wrapped-keys'],
    ['C_UnwrapKey', 'wrapped-keys'],
    ['C_DeriveKey', 'agreement'],
    ['C_GenerateKey', 'mac-keys'],
  ] as const)('that has no %s', (name, capability) => {
    Object.assign(native, {
      [name]: () => {
        throw new Error('CKR_FUNCTION_NOT_SUPPORTED:84');
      },
    });
    const found = report();
    expect(outcomeOf(found, capability)).toBe('no');
    expect(found.refusal).toContain('CKR_FUNCTION_NOT_SUPPORTED');
  });

  it.each([
    ['whose maker nobody knows', 'Example'],
    ['whose maker calls itself nearly the same', 'SoftHSM Project'],
  ])('%s, with what to write', (_, manufacturerID) => {
    const info = native.C_GetTokenInfo.bind(native);
    native.C_GetTokenInfo = (slot) => ({ ...info(slot), manufacturerID });
    expect(report).toThrow(`"recognisedBy": {"manufacturer":"${manufacturerID}","model":"SoftHSM v2"}`);
  });
});

describe('a weakness is said', () => {
  it('where a protection does nothing', () => {
    const generate = native.C_GenerateKeyPair.bind(native);
    const without: readonly number[] = [pkcs11js.CKA_WRAP_WITH_TRUSTED, pkcs11js.CKA_ALLOWED_MECHANISMS];
    native.C_GenerateKeyPair = (session, mechanism, publicKey, privateKey) =>
      generate(
        session,
        mechanism,
        publicKey,
        privateKey.filter(({ type }) => !without.includes(type)),
      );
    const found = report();
    expect(found.refusal).toBeUndefined();
    expect(found.weaknesses.map((one) => one.split(' ')[0])).toEqual(['CKA_ALLOWED_MECHANISMS', 'CKA_WRAP_WITH_TRUSTED']);
  });

  it('where a protection could not be tried', () => {
    const create = native.C_GenerateKeyPair.bind(native);
    native.C_GenerateKeyPair = (session, mechanism, publicKey, privateKey) => {
      // The one of the trial on CKA_WRAP_WITH_TRUSTED: a token that does not know the attribute.
      if (privateKey.some(({ type }) => type === pkcs11js.CKA_WRAP_WITH_TRUSTED)) throw new Error('CKR_ATTRIBUTE_TYPE_INVALID:18');
      return create(session, mechanism, publicKey, privateKey);
    };
    const found = report();
    expect(outcomeOf(found, 'wrap-with-trusted')).toBe('untried');
    expect(found.weaknesses).toEqual([expect.stringContaining('CKA_WRAP_WITH_TRUSTED does nothing')]);
  });

  it('but none where a token takes no secret key from outside', () => {
    const create = native.C_CreateObject.bind(native);
    native.C_CreateObject = (session, template) => {
      const isSecret = template.some(({ type, value }) => type === pkcs11js.CKA_CLASS && value === pkcs11js.CKO_SECRET_KEY);
      if (isSecret) throw new Error('CKR_TEMPLATE_INCONSISTENT:209');
      return create(session, template);
    };
    const found = report();
    expect(outcomeOf(found, 'known-mac')).toBe('no');
    expect(found).toMatchObject({ refusal: undefined, weaknesses: [] });
  });
});

describe('a family of one’s own', () => {
  const softhsm = builtInFamilies.find(({ name }) => name === 'softhsm')!;
  const reportWith = (family: AnyTokenFamily): TokenReport => reportOn({ ...softHsm.settings, families: [family] }, native);

  it('is tried like a built-in one', () => {
    expect(reportWith({ ...softhsm, name: 'own' })).toMatchObject({ family: 'own', refusal: undefined });
  });

  it('names its keys, which the built-in one then does not open', async () => {
    let token = await Pkcs11Token.open({ ...softHsm.settings, families: [{ ...softhsm, name: 'own' }] });
    const { wrapped } = await token.generateKeyPair('p256', 'signer');
    await token.close();
    token = await Pkcs11Token.open(softHsm.settings);
    const refused = token.sign({ keyId: 'key_one', wrapped }, digestOf(Buffer.from('x')));
    await expect(refused.finally(() => token.close())).rejects.toMatchObject({ code: 'hsm.refused' });
    expect(wrapped.tokenFamily).toBe('own');
  });

  it('with the wrong number for the key wrap is refused', () => {
    // 0x210B is the key wrap of NSS.
    expect(reportWith({ ...softhsm, name: 'own', keyWrap: 0x210b } as AnyTokenFamily).refusal).toContain('CKR_MECHANISM_INVALID');
  });
});

describe('a key for one session', () => {
  const MESSAGE = Buffer.from('what the signer approved');
  let cryptoki: Cryptoki;
  let sessions: TokenSessions;
  const family = builtInFamilies.find(({ name }) => name === 'softhsm')!;
  const make = (): Promise<OneSessionKey> => OneSessionKey.make(cryptoki, { family, sessions }, 'p256');
  const flags = (): boolean[] => {
    const session = sessions.open();
    const keys = cryptoki.find(session, [{ type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PRIVATE_KEY }]);
    const read = (type: number): boolean[] =>
      keys.map((key) => cryptoki.call((token) => token.C_GetAttributeValue(session, key, [{ type }]))[0]?.value[0] === 1);
    const values = [...read(pkcs11js.CKA_NEVER_EXTRACTABLE), ...read(pkcs11js.CKA_ALWAYS_SENSITIVE)];
    sessions.close(session);
    return values;
  };

  beforeEach(() => {
    cryptoki = Cryptoki.load(softHsm.settings.module, native);
    sessions = new TokenSessions(cryptoki, softHsm.settings);
  });
  const close = (): void => {
    sessions.end();
    cryptoki.finalize();
  };

  it('signs, never leaves, and is gone at its end', async () => {
    const key = await make();
    expect(flags()).toEqual([true, true]);
    const signatures = await Promise.all([key.sign(digestOf(MESSAGE)), key.sign(digestOf(MESSAGE))]);
    expect(signatures.every((signature) => nodeAccepts({ publicKey: key.publicKey } as Parameters<typeof nodeAccepts>[0], signature))).toBe(true);
    await key.end();
    expect(flags()).toEqual([]);
    await expect(key.sign(digestOf(MESSAGE))).rejects.toMatchObject({ code: 'hsm.refused' });
    await key.end();
    expect(sessions.count).toBe(1);
    close();
  });

  it('refuses a digest of another length, and lives on', async () => {
    const key = await make();
    await expect(key.sign({ algorithm: 'sha256', value: new Uint8Array(31) })).rejects.toMatchObject({ code: 'hash.length' });
    await expect(key.sign(digestOf(MESSAGE))).resolves.toBeInstanceOf(Uint8Array);
    await key.end();
    close();
  });

  it('ends with a failure of its token', async () => {
    const key = await make();
    native.C_SignAsync = () => Promise.reject(new Error('CKR_DEVICE_ERROR:48'));
    await expect(key.sign(digestOf(MESSAGE))).rejects.toMatchObject({ code: 'hsm.ambiguous' });
    await expect(key.sign(digestOf(MESSAGE))).rejects.toMatchObject({ code: 'hsm.refused' });
    expect(flags()).toEqual([]);
    expect(sessions.count).toBe(1);
    close();
  });

  it('is not made where every key stays', async () => {
    const tpm2 = builtInFamilies.find(({ name }) => name === 'tpm2')!;
    await expect(OneSessionKey.make(cryptoki, { family: tpm2, sessions }, 'p256')).rejects.toMatchObject({ code: 'hsm.refused' });
    expect(sessions.count).toBe(1);
    close();
  });
});
