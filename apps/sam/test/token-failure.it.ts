import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { startShim, type Shim } from '@paraph/testing';
import { Cryptoki } from '../src/adapters/pkcs11/cryptoki.js';
import { Pkcs11Token } from '../src/adapters/pkcs11/pkcs11-token.js';
import type { GeneratedKey } from '../src/domain/ports/token.js';
import { bindingWithCounts, type Counts } from './token-raw.js';
import { startSoftHsm, type SoftHsm } from './token-softhsm.js';
import { digestOf, nodeAccepts } from './token.suite.js';

/* What the SAM concludes from the answers of a token that fails: whether a signature may exist decides what is burned. */

const MESSAGE = Buffer.from('what the signer approved');
let softHsm: SoftHsm;
let shim: Shim;
let token: Pkcs11Token;
let counts: Counts;
let key: GeneratedKey;

beforeAll(async () => {
  softHsm = await startSoftHsm();
  shim = startShim(softHsm.settings.module);
}, 60_000);
afterAll(() => {
  shim.remove();
  softHsm.remove();
});

beforeEach(async () => {
  const counting = bindingWithCounts();
  counts = counting.counts;
  const settings = { ...softHsm.settings, module: shim.module };
  token = await Pkcs11Token.open(settings, Cryptoki.load(shim.module, counting.native));
  key = await token.generateKeyPair('p256', 'signer');
  await sign();
});
afterEach(async () => {
  shim.command();
  await token.close();
});

const sign = (): Promise<Uint8Array> => token.sign({ keyId: 'key_one', wrapped: key.wrapped }, digestOf(MESSAGE));

/** The next call of this function is answered so. */
function answerOnce(name: 'C_SignInit' | 'C_Sign' | 'C_OpenSession' | 'C_GenerateRandom' | 'C_UnwrapKey', ckr: string): void {
  shim.command(`${name} ${ckr} times=1`);
}

const DEVICE_ERROR = ['CKR_DEVICE_ERROR'] as const;
const GENERAL_ERROR = ['CKR_GENERAL_ERROR'] as const;
const SESSION_HANDLE_INVALID = ['CKR_SESSION_HANDLE_INVALID'] as const;
const USER_NOT_LOGGED_IN = ['CKR_USER_NOT_LOGGED_IN'] as const;
const KEY_HANDLE_INVALID = ['CKR_KEY_HANDLE_INVALID'] as const;
const ARGUMENTS_BAD = ['CKR_ARGUMENTS_BAD'] as const;

describe('a token that answers', () => {
  it.each([
    [...DEVICE_ERROR, 'hsm.unavailable'],
    [...SESSION_HANDLE_INVALID, 'hsm.unavailable'],
    [...USER_NOT_LOGGED_IN, 'hsm.unavailable'],
    [...GENERAL_ERROR, 'hsm.refused'],
    [...KEY_HANDLE_INVALID, 'hsm.unavailable'],
  ])('%s before it signs has signed nothing: %s', async (ckr, expected) => {
    const before = token.counters.signCalls;
    answerOnce('C_SignInit', ckr);
    await expect(sign()).rejects.toMatchObject({ code: expected });
    expect(token.counters.signCalls).toBe(before);
    expect(nodeAccepts(key, await sign())).toBe(true);
  });

  it.each([
    [...DEVICE_ERROR, 'hsm.ambiguous'],
    [...GENERAL_ERROR, 'hsm.ambiguous'],
    [...SESSION_HANDLE_INVALID, 'hsm.unavailable'],
    [...KEY_HANDLE_INVALID, 'hsm.unavailable'],
  ])('%s while it signs: %s', async (ckr, expected) => {
    const before = token.counters.signCalls;
    answerOnce('C_Sign', ckr);
    await expect(sign()).rejects.toMatchObject({ code: expected });
    expect(token.counters.signCalls).toBe(before + 1);
    expect(nodeAccepts(key, await sign())).toBe(true);
  });

  it.each(['C_SignInit', 'C_Sign'] as const)('what nobody expects to %s is a bug, not a refusal', async (name) => {
    answerOnce(name, ...ARGUMENTS_BAD);
    const error: unknown = await sign().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(ServiceError);
  });

  it('nothing at all to a new session is unavailable, and is asked again', async () => {
    await token.destroyCached('key_one');
    answerOnce('C_UnwrapKey', ...DEVICE_ERROR);
    await expect(sign()).rejects.toMatchObject({ code: 'hsm.unavailable' });
    answerOnce('C_OpenSession', ...DEVICE_ERROR);
    await expect(sign()).rejects.toMatchObject({ code: 'hsm.unavailable' });
    expect(nodeAccepts(key, await sign())).toBe(true);
  });

  it('an error to health is unavailable', async () => {
    answerOnce('C_GenerateRandom', ...GENERAL_ERROR);
    await expect(token.health()).rejects.toMatchObject({ code: 'hsm.unavailable' });
    await expect(token.health()).resolves.toMatchObject({ family: 'softhsm' });
  });
});

describe('a failed operation', () => {
  it('costs its session, not the next signature: SoftHSM would answer CKR_OPERATION_ACTIVE', async () => {
    // The operation stays begun in the session, as after CKR_ARGUMENTS_BAD for an empty digest.
    answerOnce('C_Sign', ...GENERAL_ERROR);
    await expect(sign()).rejects.toMatchObject({ code: 'hsm.ambiguous' });
    for (let i = 0; i < 20; i++) expect(nodeAccepts(key, await sign())).toBe(true);
  });

  it('does not leave a session open', async () => {
    // Each thread has its session by now.
    await Promise.all(Array.from({ length: 40 }, sign));
    const open = counts.open - counts.close;
    for (let i = 0; i < 50; i++) {
      answerOnce(i % 2 === 0 ? 'C_Sign' : 'C_SignInit', ...DEVICE_ERROR);
      await sign().catch(() => undefined);
      await sign();
    }
    expect(counts.open - counts.close).toBeLessThanOrEqual(open);
    expect((await token.health()).openSessions).toBe(counts.open - counts.close);
  });

  it('drops the key that was used, in case its handle was what failed', async () => {
    const before = token.counters.unwrapCalls;
    answerOnce('C_SignInit', ...KEY_HANDLE_INVALID);
    await expect(sign()).rejects.toMatchObject({ code: 'hsm.unavailable' });
    await sign();
    expect(token.counters.unwrapCalls).toBe(before + 1);
  });

  it('of one key leaves the others alone', async () => {
    const keys = await Promise.all(Array.from({ length: 10 }, () => token.generateKeyPair('p256', 'signer')));
    const signAll = (): Promise<Uint8Array[]> =>
      Promise.all(keys.map(({ wrapped }, index) => token.sign({ keyId: `key_${index}`, wrapped }, digestOf(MESSAGE))));
    await signAll();
    const before = token.counters.unwrapCalls;
    const damaged = { ...key.wrapped, blob: key.wrapped.blob.toReversed() };
    await expect(token.sign({ keyId: 'key_damaged', wrapped: damaged }, digestOf(MESSAGE))).rejects.toMatchObject({ code: 'hsm.refused' });
    await signAll();
    expect(token.counters.unwrapCalls).toBe(before + 1);
  });
});
