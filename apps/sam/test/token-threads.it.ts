import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { Pkcs11Token } from '../src/adapters/pkcs11/pkcs11-token.js';
import { callInThread } from '../src/adapters/pkcs11/threads/call-work.js';
import { TokenThreads } from '../src/adapters/pkcs11/threads/token-threads.js';
import { signingSuite } from './token-signing.suite.js';
import { startSoftHsm, type SoftHsm } from './token-softhsm.js';
import { codeOf, pause, TokenTrial } from './token-trial.js';

/* The threads that ask the token: what leaves them, and that nobody waits for one that is lost. */

describe('Pkcs11Token', () => {
  let softHsm: SoftHsm;
  beforeAll(async () => {
    softHsm = await startSoftHsm();
  }, 60_000);
  afterAll(() => softHsm.remove());
  signingSuite('Pkcs11Token on SoftHSM', () => Pkcs11Token.open(softHsm.settings));
});

describe('behind a token that lies', () => {
  let trial: TokenTrial;
  beforeAll(async () => {
    trial = await TokenTrial.start();
  }, 60_000);
  afterAll(() => trial.remove());
  beforeEach(() => trial.open());
  afterEach(() => trial.close());

  it('no signature leaves that was never made', async () => {
    trial.shim.command('C_Sign CKR_OK times=1');
    expect((await trial.signAll(1)).map(codeOf)).toEqual(['bug']);
    expect((await trial.signAll(1)).map(codeOf)).toEqual(['made']);
  });

  it('a wrong signature in a batch stops it: those before leave, the others are not asked for', async () => {
    const before = trial.token.counters.signCalls;
    trial.shim.command('C_Sign CKR_OK after=20 times=1');
    const codes = (await trial.signAll(100)).map(codeOf);
    const count = (code: string): number => codes.filter((one) => one === code).length;
    expect(count('bug')).toBe(1);
    expect(count('made') + count('hsm.unavailable')).toBe(99);
    expect(trial.token.counters.signCalls - before).toBe(count('made') + 1);
  });

  it('a refusal in the middle of a batch is one digest’s, and the rest goes on in another session', async () => {
    const discarded = trial.token.counters.sessionsDiscarded;
    trial.shim.command('C_Sign CKR_DATA_LEN_RANGE after=20 times=1');
    const codes = (await trial.signAll(100)).map(codeOf);
    expect(codes.filter((code) => code === 'hsm.refused')).toHaveLength(1);
    expect(codes.filter((code) => code === 'made')).toHaveLength(99);
    expect(trial.token.counters.sessionsDiscarded).toBe(discarded + 1);
  });

  it('closing waits for what is under way and refuses what waits; everybody is answered', async () => {
    const working = Array.from({ length: 50 }, () => trial.signAll(20));
    await pause(1);
    const closing = trial.token.close();
    const codes = (await Promise.all(working)).flat().map(codeOf);
    await closing;
    expect(codes.every((code) => code === 'made' || code === 'hsm.unavailable')).toBe(true);
    expect((await trial.signAll(1)).map(codeOf)).toEqual(['hsm.unavailable']);
    await trial.open();
  });
});

describe('threads that end by an error', () => {
  const bounds = { threads: 2, niceness: 0, hangMs: 1_000, waitMs: 1_000, maxWaiting: 100 };

  it('are not started for ever, and nobody waits for them', async () => {
    const threads = new TokenThreads({ ...bounds, module: '/nowhere/module.so' });
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => callInThread(threads, 'C_GetInfo', [])));
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    let last: unknown;
    for (let calls = 0; calls < 50 && !(last instanceof ServiceError); calls++)
      last = await callInThread(threads, 'C_GetInfo', []).catch((error: unknown) => error);
    expect(last).toMatchObject({ code: 'hsm.unavailable' });
    expect(threads.busy).toBe(0);
    await threads.close();
  });

  it('refuse more than may wait', async () => {
    const threads = new TokenThreads({ ...bounds, maxWaiting: 2, module: '/nowhere/module.so' });
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => callInThread(threads, 'C_GetInfo', [])));
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(20);
    await threads.close();
  });
});
