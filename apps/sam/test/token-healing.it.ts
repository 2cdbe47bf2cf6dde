import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pkcs11js } from '../src/adapters/pkcs11/binding.js';
import { flipped } from './token.suite.js';
import { codeOf, pause, TokenTrial } from './token-trial.js';

/* A token that is cut off and comes back, by a module in front of the real one: keys wrapped before are opened again after. */

const HEALED_MS = 10_000;
let trial: TokenTrial;
beforeAll(async () => {
  trial = await TokenTrial.start();
}, 60_000);
afterAll(() => trial.remove());
beforeEach(() => trial.open());
afterEach(() => trial.close());

/** Callers that never stop asking, each for one signature at a time. */
function callers(count: number): { stop: () => Promise<string[]> } {
  let isOver = false;
  const codes: string[] = [];
  const one = async (): Promise<void> => {
    while (!isOver) {
      const [outcome] = await trial.signAll(1);
      codes.push(codeOf(outcome!));
      if (outcome!.status === 'rejected') await pause(5);
    }
  };
  const all = Promise.all(Array.from({ length: count }, one));
  return { stop: async () => ((isOver = true), await all, codes) };
}

describe('a token that is pulled out and put back', () => {
  it('under load: nobody waits, it heals without a restart, and the sessions are as many as before', async () => {
    const sessions = trial.sessions;
    const load = callers(16);
    await pause(100);
    trial.shim.command('* CKR_DEVICE_REMOVED');
    await pause(300);
    expect(trial.token.vitals.breaker).not.toBe('closed');
    trial.shim.command();
    expect(await trial.msUntilSigned()).toBeLessThan(HEALED_MS);
    await pause(100);
    const codes = await load.stop();
    expect(codes.filter((code) => !['made', 'hsm.unavailable', 'hsm.ambiguous'].includes(code))).toEqual([]);
    expect(codes).toEqual(expect.arrayContaining(['made', 'hsm.unavailable']));
    // Of two threads, at most what each had in hand was with the token.
    expect(codes.filter((code) => code === 'hsm.ambiguous').length).toBeLessThanOrEqual(2);
    await trial.warmUp();
    expect(trial.sessions).toBe(sessions);
    expect((await trial.token.health()).openSessions).toBe(sessions);
    expect(trial.token.vitals).toMatchObject({ breaker: 'closed', heals: 1, waiting: 0, sessionsBusy: 0 });
    const after = await trial.signAll(200);
    expect(after.every(({ status }) => status === 'fulfilled')).toBe(true);
  });

  it('five times: as often healed, and nothing is left of it', async () => {
    const sessions = trial.sessions;
    for (let i = 0; i < 5; i++) {
      trial.shim.command('* CKR_DEVICE_REMOVED');
      await trial.sign().catch(() => undefined);
      trial.shim.command();
      expect(await trial.msUntilSigned()).toBeLessThan(HEALED_MS);
    }
    await trial.warmUp();
    expect(trial.sessions).toBe(sessions);
    expect(trial.token.vitals.heals).toBe(5);
  });

  it('after three seconds: refused at once in between, with the advice to come again', async () => {
    trial.shim.command('* CKR_DEVICE_REMOVED');
    await trial.sign().catch(() => undefined);
    await pause(500);
    const asked = trial.shim.count('C_Sign').asked;
    const before = performance.now();
    for (let i = 0; i < 100; i++) {
      await expect(trial.token.mac('journal', Buffer.from('x'))).rejects.toMatchObject({ code: 'hsm.unavailable', retryAfter: 1 });
    }
    expect(performance.now() - before).toBeLessThan(500);
    expect(trial.shim.count('C_Sign').asked).toBe(asked);
    await expect(trial.token.health()).rejects.toMatchObject({ code: 'hsm.unavailable', detail: expect.stringContaining('paraph-test') });
    await pause(2_000);
    trial.shim.command();
    expect(await trial.msUntilSigned()).toBeLessThan(HEALED_MS);
    expect((await trial.token.health()).family).toBe('softhsm');
  });

  it('keeps what it counted', async () => {
    const before = trial.token.counters;
    trial.shim.command('* CKR_DEVICE_REMOVED');
    await trial.sign().catch(() => undefined);
    trial.shim.command();
    await trial.msUntilSigned();
    expect(trial.token.counters.unwrapCalls).toBeGreaterThan(before.unwrapCalls);
    expect(trial.token.counters.sessionsDiscarded).toBeGreaterThan(before.sessionsDiscarded);
    expect(trial.token.vitals.answers.get('CKR_DEVICE_REMOVED')).toBeGreaterThan(0);
  });
});

describe('a token that', () => {
  it('closed every session heals', async () => {
    const sessions = trial.sessions;
    trial.raw((native, slot) => native.C_CloseAllSessions(slot));
    expect(await trial.msUntilSigned()).toBeLessThan(HEALED_MS);
    await trial.warmUp();
    expect(trial.sessions).toBe(sessions);
  });

  it('ended the login heals, though it only calls the handles invalid', async () => {
    const sessions = trial.sessions;
    trial.raw((native, slot) => {
      const session = native.C_OpenSession(slot, pkcs11js.CKF_SERIAL_SESSION);
      native.C_Logout(session);
      native.C_CloseSession(session);
    });
    expect(await trial.msUntilSigned()).toBeLessThan(HEALED_MS);
    await trial.warmUp();
    expect(trial.sessions).toBe(sessions);
    expect(trial.token.vitals.heals).toBe(1);
  });

  it('must be started anew heals', async () => {
    trial.raw((native) => native.C_Finalize());
    expect(await trial.msUntilSigned()).toBeLessThan(HEALED_MS);
    expect(trial.token.vitals.heals).toBe(1);
  });

  it('refuses the PIN when it is back is not asked again: it would lock', async () => {
    const { asked } = trial.shim.count('C_Login');
    trial.shim.command('* CKR_DEVICE_REMOVED');
    await trial.sign().catch(() => undefined);
    await pause(300);
    trial.shim.command('C_Login CKR_PIN_INCORRECT');
    const load = callers(4);
    await pause(1_000);
    trial.shim.command();
    // Longer than the longest pause between two attempts.
    await pause(2_500);
    expect(trial.shim.count('C_Login').asked).toBe(asked + 1);
    expect(new Set(await load.stop())).toEqual(new Set(['hsm.unavailable']));
    await expect(trial.token.health()).rejects.toMatchObject({ code: 'hsm.unavailable' });
  });
});

describe('a call that hangs', () => {
  it('in C_Sign is ambiguous after a time, costs nobody else anything, and gives everything back', async () => {
    const sessions = trial.sessions;
    const before = trial.token.counters.sessionsDiscarded;
    trial.shim.command('C_Sign hang 2500 times=1');
    const began = performance.now();
    const hanging = trial.signAll(1);
    await pause(50);
    const others = await Promise.all(Array.from({ length: 50 }, () => trial.signAll(1)));
    // Who was behind it in the same thread goes on in another.
    expect(others.flat().map(codeOf)).toEqual(others.map(() => 'made'));
    expect((await hanging).map(codeOf)).toEqual(['hsm.ambiguous']);
    expect(performance.now() - began).toBeLessThan(2_450);
    expect(trial.token.vitals.threadsHung).toBe(1);
    expect(trial.token.counters.sessionsDiscarded).toBeGreaterThan(before);
    await trial.untilNobodyHangs();
    await trial.warmUp();
    expect(trial.sessions).toBe(sessions);
  });

  it('in the middle of a batch burns one, keeps those before it, and asks for none after it', async () => {
    const before = trial.token.counters.signCalls;
    trial.shim.command('C_Sign hang 1800 after=30 times=1');
    const outcomes = (await trial.signAll(100)).map(codeOf);
    const count = (code: string): number => outcomes.filter((one) => one === code).length;
    expect(count('hsm.ambiguous')).toBe(1);
    expect(count('made') + count('hsm.unavailable')).toBe(99);
    expect(count('made')).toBeGreaterThanOrEqual(30);
    expect(trial.token.counters.signCalls - before).toBe(count('made') + 1);
    await trial.msUntilSigned();
    await trial.untilNobodyHangs();
  });

  it('before it signs is unavailable', async () => {
    trial.shim.command('C_SignInit hang 1800 times=1');
    expect((await trial.signAll(1)).map(codeOf)).toEqual(['hsm.unavailable']);
    await trial.untilNobodyHangs();
  });
});

describe('the breaker', () => {
  it('opens when the token fails again and again, refuses without asking, and closes by itself', async () => {
    trial.shim.command('C_Sign CKR_DEVICE_ERROR');
    for (let i = 0; i < 5; i++) expect((await trial.signAll(1)).map(codeOf)).toEqual(['hsm.ambiguous']);
    expect(trial.token.vitals.breaker).not.toBe('closed');
    const { signCalls } = trial.token.counters;
    const load = callers(8);
    await pause(1_500);
    expect(new Set(await load.stop())).toEqual(new Set(['hsm.unavailable']));
    expect(trial.token.counters.signCalls).toBe(signCalls);
    trial.shim.command();
    expect(await trial.msUntilSigned()).toBeLessThan(HEALED_MS);
    expect(trial.token.vitals.breaker).toBe('closed');
  });

  it('stays closed for one failure', async () => {
    trial.shim.command('C_Sign CKR_DEVICE_ERROR times=1');
    expect((await trial.signAll(1)).map(codeOf)).toEqual(['hsm.ambiguous']);
    expect((await trial.signAll(1)).map(codeOf)).toEqual(['made']);
    expect(trial.token.vitals).toMatchObject({ breaker: 'closed', heals: 0 });
  });

  it('is not fed by a neighbour’s garbage, however much of it comes', async () => {
    const { blob } = trial.pair.wrapped;
    const offCurve = Buffer.concat([Buffer.of(4), Buffer.alloc(64, 1)]);
    const agreement = await trial.token.generateKeyPair('p256', 'agreement');
    for (let i = 0; i < 40; i++) {
      const wrapped = { ...trial.pair.wrapped, blob: flipped(blob, i % blob.length) };
      const outcomes = await trial.token.signVerified({ keyId: `key_${i}`, wrapped }, trial.pair.publicKey, [trial.digest]);
      expect(outcomes.map(codeOf)).toEqual(['hsm.refused']);
      const key = { keyId: 'key_agreement', wrapped: agreement.wrapped };
      await expect(trial.token.agree(key, offCurve, Buffer.from('x'))).rejects.toMatchObject({ code: 'hsm.refused' });
    }
    expect(trial.token.vitals).toMatchObject({ breaker: 'closed', heals: 0 });
    expect((await trial.signAll(1)).map(codeOf)).toEqual(['made']);
  });
});
