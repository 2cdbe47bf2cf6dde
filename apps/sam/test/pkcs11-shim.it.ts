import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startShim, type Shim } from '@paraph/testing';
import { pkcs11js, type Handle } from '../src/adapters/pkcs11/binding.js';
import { openRawSession, type RawSession } from './token-raw.js';
import { startSoftHsm, type SoftHsm } from './token-softhsm.js';

/* The shim in tools/pkcs11-shim: what it hands on, and how it fails where it is told to. */

let softHsm: SoftHsm;
let shim: Shim;
let native: pkcs11js.PKCS11;
let raw: RawSession;

beforeAll(async () => {
  softHsm = await startSoftHsm();
  shim = startShim(softHsm.settings.module);
  native = new pkcs11js.PKCS11();
  native.load(shim.module);
  native.C_Initialize({ flags: pkcs11js.CKF_OS_LOCKING_OK });
  raw = openRawSession({ module: shim.module, label: softHsm.settings.label });
}, 60_000);
afterEach(() => shim.command());
afterAll(() => {
  native.C_Finalize();
  shim.remove();
  softHsm.remove();
});

const slot = (): Handle => native.C_GetSessionInfo(raw.session).slotID;
const random = (): string => raw.answer(() => raw.native.C_GenerateRandom(raw.session, Buffer.alloc(8)));

describe('the shim', () => {
  it('hands calls on, with up to eight arguments, and counts them', () => {
    const before = shim.count('C_UnwrapKey').asked;
    expect(random()).toBe('CKR_OK');
    const nothing = { mechanism: pkcs11js.CKM_AES_KEY_WRAP };
    expect(raw.answer(() => raw.native.C_UnwrapKey(raw.session, nothing, Buffer.alloc(8), Buffer.alloc(24), []))).not.toBe('CKR_OK');
    expect(shim.count('C_UnwrapKey')).toEqual({ asked: before + 1, done: 0 });
    expect(shim.count('C_GenerateRandom').done).toBeGreaterThan(0);
  });

  it.each([
    ['C_GenerateRandom CKR_DEVICE_ERROR', 'CKR_DEVICE_ERROR'],
    ['C_GenerateRandom 0x1b', 'CKR_ACTION_PROHIBITED'],
    ['* CKR_HOST_MEMORY', 'CKR_HOST_MEMORY'],
    ['C_GenerateRandom CKR_DEVICE_ERROR slot=paraph-test', 'CKR_DEVICE_ERROR'],
    ['C_GenerateRandom CKR_DEVICE_ERROR slot=another', 'CKR_OK'],
    ['C_Sign CKR_DEVICE_ERROR', 'CKR_OK'],
    ['C_NoSuch CKR_DEVICE_ERROR', 'CKR_OK'],
    ['# C_GenerateRandom CKR_DEVICE_ERROR', 'CKR_OK'],
  ])('told "%s" answers %s', (line, expected) => {
    shim.command(line);
    expect(random()).toBe(expected);
  });

  it('fails after so many calls, for so many calls', () => {
    shim.command('C_GenerateRandom CKR_DEVICE_ERROR after=2 times=1');
    expect([random(), random(), random(), random()]).toEqual(['CKR_OK', 'CKR_OK', 'CKR_DEVICE_ERROR', 'CKR_OK']);
  });

  it('asks the real module first when the answer is to be late', () => {
    const { done } = shim.count('C_GenerateRandom');
    shim.command('C_GenerateRandom CKR_DEVICE_ERROR late');
    expect(random()).toBe('CKR_DEVICE_ERROR');
    expect(shim.count('C_GenerateRandom').done).toBe(done + 1);
  });

  it('hangs for a while, in the thread that called, and then answers', async () => {
    shim.command('C_GenerateKeyPair hang 200');
    const before = performance.now();
    const mechanism = { mechanism: pkcs11js.CKM_EC_KEY_PAIR_GEN };
    const parameters = { type: pkcs11js.CKA_EC_PARAMS, value: Buffer.from('06082a8648ce3d030107', 'hex') };
    await raw.native.C_GenerateKeyPairAsync(
      raw.session,
      mechanism,
      [parameters, { type: pkcs11js.CKA_PRIVATE, value: false }],
      [{ type: pkcs11js.CKA_PRIVATE, value: false }],
    );
    expect(performance.now() - before).toBeGreaterThan(190);
  });

  it('takes the sessions of a removed device with it, and those of others stay', () => {
    const lost = native.C_OpenSession(slot(), pkcs11js.CKF_SERIAL_SESSION);
    shim.command('* CKR_DEVICE_REMOVED slot=another');
    expect(random()).toBe('CKR_OK');
    const label = `slot=${softHsm.settings.label}`;
    shim.command(`* CKR_DEVICE_REMOVED ${label}`);
    expect(random()).toBe('CKR_DEVICE_REMOVED');
    expect(raw.answer(() => native.C_GetSessionInfo(lost))).toBe('CKR_DEVICE_REMOVED');
    shim.command();
    expect(random()).toBe('CKR_SESSION_HANDLE_INVALID');
    expect(raw.answer(() => native.C_GetSessionInfo(lost))).toBe('CKR_SESSION_HANDLE_INVALID');
    raw = openRawSession({ module: shim.module, label: softHsm.settings.label });
    expect(random()).toBe('CKR_OK');
  });
});
