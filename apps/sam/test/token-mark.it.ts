import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Cryptoki } from '../src/adapters/pkcs11/cryptoki.js';
import { pkcs11js } from '../src/adapters/pkcs11/binding.js';
import { Pkcs11Token } from '../src/adapters/pkcs11/pkcs11-token.js';
import { inMarkSession, MARK_LABEL } from '../src/adapters/pkcs11/token-mark.js';
import { TokenSessions } from '../src/adapters/pkcs11/token-sessions.js';
import { startSoftHsm, type SoftHsm } from './token-softhsm.js';

let softHsm: SoftHsm;
let token: Pkcs11Token;

beforeAll(async () => void (softHsm = await startSoftHsm()), 60_000);
afterAll(() => softHsm.remove());

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = async (): Promise<string | undefined> => {
  const mark = await token.readMark();
  return mark && new TextDecoder().decode(mark);
};

describe('the mark in a SoftHSM token', () => {
  beforeEach(async () => void (token = await Pkcs11Token.open(softHsm.settings)));
  afterEach(() => token.close());

  it('is none at first, then what was written last, also for a process that starts', async () => {
    expect(await read()).toBeUndefined();
    const before = (await token.health()).openSessions;
    for (const text of ['one', 'two', 'three']) await token.writeMark(bytes(text));
    expect(await read()).toBe('three');
    expect((await token.health()).openSessions).toBe(before);
    await token.close();
    token = await Pkcs11Token.open(softHsm.settings);
    expect(await read()).toBe('three');
  });

  it('is one private object, also after a crash left two', async () => {
    await token.writeMark(bytes('before the crash'));
    await token.close();
    const cryptoki = Cryptoki.load(softHsm.settings.module);
    try {
      const sessions = new TokenSessions(cryptoki, softHsm.settings);
      const template = [
        { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_DATA },
        { type: pkcs11js.CKA_LABEL, value: MARK_LABEL },
      ];
      const made = [...template, { type: pkcs11js.CKA_TOKEN, value: true }, { type: pkcs11js.CKA_PRIVATE, value: true }];
      const session = sessions.open({ mayWrite: true });
      cryptoki.call((native) => native.C_CreateObject(session, [...made, { type: pkcs11js.CKA_VALUE, value: Buffer.from('made, the old one not destroyed') }]));
      expect(await inMarkSession({ cryptoki, sessions }, false, (mark, at) => mark.read(at))).toHaveLength(2);
      await inMarkSession({ cryptoki, sessions }, true, (mark, at) => mark.write(at, bytes('after it')));
      expect(await inMarkSession({ cryptoki, sessions }, false, (mark, at) => mark.read(at))).toHaveLength(1);
      cryptoki.call((native) => native.C_Logout(session));
      // Whoever is not logged in does not see it.
      expect(cryptoki.find(session, template)).toHaveLength(0);
    } finally {
      cryptoki.finalize();
    }
    token = await Pkcs11Token.open(softHsm.settings);
    expect(await read()).toBe('after it');
  });
});
