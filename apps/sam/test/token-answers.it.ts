import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { everyAnswer } from '@paraph/testing';
import { ephemeral } from './token-agreement.suite.js';
import { codeOf, pause, TokenTrial } from './token-trial.js';

/*
 * Every function that the adapter calls, answered with what PKCS#11 knows: nobody crashes, nobody waits for ever, what
 * may have been signed is not called unsigned, the next call works, and no session is left over.
 */

const DEFINITE = ['hsm.refused', 'hsm.unavailable', 'hash.length'];
const ANSWERS = everyAnswer();
/** These end all attempts to log in, which another test looks at. */
const OF_PINS = ANSWERS.filter((answer) => answer.startsWith('CKR_PIN_') && answer !== 'CKR_PIN_TOO_WEAK');

/** A session that is gone needs no closing: a token that says so of one that is there would lose it. */
const AS_GOOD_AS_CLOSED = ['CKR_SESSION_HANDLE_INVALID', 'CKR_SESSION_CLOSED', 'CKR_CRYPTOKI_NOT_INITIALIZED'];

let trial: TokenTrial;
let agreement: Parameters<TokenTrial['token']['agree']>[0];
let signature: Uint8Array;
const peer = ephemeral().point;
beforeAll(async () => {
  trial = await TokenTrial.start();
  await trial.open();
  agreement = { keyId: 'key_agreement', wrapped: (await trial.token.generateKeyPair('p256', 'agreement')).wrapped };
  signature = await trial.sign();
  await everything();
}, 60_000);
afterAll(async () => {
  await trial.close();
  trial.remove();
});

const sign = (): Promise<readonly PromiseSettledResult<unknown>[]> => trial.signAll(3);
const signAnew = async (): Promise<unknown> => (await trial.token.destroyCached('key_one'), sign());
const verify = (): Promise<unknown> => trial.token.verify(trial.pair.publicKey, trial.digest, signature);
const mac = (): Promise<unknown> => trial.token.mac('journal', Buffer.from('a row'));
const agree = (): Promise<unknown> => trial.token.agree(agreement, peer, Buffer.from('A256GCM'));
const generate = (): Promise<unknown> => trial.token.generateKeyPair('p256', 'signer');
const random = (): Promise<unknown> => trial.token.random(8);
const health = (): Promise<unknown> => trial.token.health();
const mark = (): Promise<unknown> => trial.token.writeMark(Buffer.from('head'));
const everything = (): Promise<unknown> => Promise.allSettled([sign(), signAnew(), verify(), mac(), agree(), generate(), random(), health()]);

/** What of all that calls the function. */
const callers: Readonly<Record<string, readonly (() => Promise<unknown>)[]>> = {
  C_SignInit: [sign, mac],
  C_Sign: [sign, mac],
  C_VerifyInit: [sign, verify],
  C_Verify: [sign, verify],
  C_UnwrapKey: [signAnew],
  C_GetAttributeValue: [signAnew, generate],
  C_GenerateKeyPair: [generate],
  C_WrapKey: [generate],
  C_DestroyObject: [generate, signAnew, agree],
  C_DeriveKey: [agree],
  C_DigestInit: [agree],
  C_DigestUpdate: [agree],
  C_DigestKey: [agree],
  C_DigestFinal: [agree],
  C_GenerateRandom: [random, health],
  C_GetSessionInfo: [health],
  C_CreateObject: [mark],
  C_FindObjectsInit: [mark],
  C_FindObjects: [mark],
  C_FindObjectsFinal: [mark],
};

/** A part of the answers, another one for each function: together they are all of them several times. */
const someAnswers = (turn: number, every: number): string[] => ANSWERS.filter((_, index) => index % every === turn % every);

async function inTime<T>(work: Promise<T>): Promise<T> {
  const late = pause(8_000).then(() => Promise.reject(new Error('nobody answered')));
  late.catch(() => undefined);
  return Promise.race([work, late]);
}

/** Has the function answer so once, and looks at what becomes of whoever calls it. */
async function meet(name: string, answer: string, isLate = false): Promise<void> {
  for (const caller of callers[name] ?? []) {
    trial.shim.command(`${name} ${answer} times=1${isLate ? ' late' : ''}`);
    const before = { done: trial.shim.count('C_Sign').done, heals: trial.token.vitals.heals };
    const outcome = await inTime(Promise.allSettled([caller()]));
    if (caller === sign && outcome[0]?.status === 'fulfilled') {
      const codes = (outcome[0].value as readonly PromiseSettledResult<unknown>[]).map(codeOf);
      const unsigned = codes.filter((code) => DEFINITE.includes(code)).length;
      const signed = trial.shim.count('C_Sign').done - before.done;
      // A healer at work signs too, to see whether it can.
      const isAlone = trial.token.vitals.breaker === 'closed' && trial.token.vitals.heals === before.heals;
      if (isAlone && signed > 3 - unsigned) throw new Error(`${name} ${answer}: ${signed} signatures were made, and ${unsigned} of 3 are called unsigned`);
    }
    trial.shim.command();
    await trial.msUntilSigned();
  }
}

async function sameSessions(work: () => Promise<void>): Promise<void> {
  await trial.warmUp();
  await everything();
  const { sessions } = trial;
  await work();
  await trial.warmUp();
  await everything();
  await trial.warmUp();
  await health();
  // An object that could not be destroyed keeps its session for as long as the cache keeps others there.
  expect(trial.sessions).toBeLessThanOrEqual(sessions + 1);
  const { openSessions } = await trial.token.health();
  expect(trial.sessions).toBe(openSessions);
}

describe('whatever is answered to', () => {
  it.each(['C_SignInit', 'C_Sign', 'C_Verify'])(
    '%s, each answer there is',
    async (name) => {
      await sameSessions(async () => {
        for (const answer of ANSWERS) await meet(name, answer);
      });
    },
    60_000,
  );

  const others = Object.keys(callers).filter((name) => !['C_SignInit', 'C_Sign', 'C_Verify'].includes(name));
  it.each(others.map((name, turn) => [name, turn] as const))(
    '%s, a part of them',
    async (name, turn) => {
      await sameSessions(async () => {
        for (const answer of someAnswers(turn, 8)) await meet(name, answer);
      });
    },
    60_000,
  );

  it.each(['C_OpenSession', 'C_CloseSession'])(
    '%s, while sessions come and go',
    async (name) => {
      await sameSessions(async () => {
        for (const answer of someAnswers(3, 8).filter((one) => name !== 'C_CloseSession' || !AS_GOOD_AS_CLOSED.includes(one))) {
          trial.shim.command('C_SignInit CKR_FUNCTION_FAILED times=1', `${name} ${answer} times=1`);
          await inTime(Promise.allSettled([sign(), random()]));
          trial.shim.command();
          await trial.msUntilSigned();
        }
      });
    },
    60_000,
  );
});

describe('a signature that was made and lost', () => {
  it.each(['CKR_DEVICE_ERROR', 'CKR_DEVICE_REMOVED', 'CKR_GENERAL_ERROR', 'CKR_FUNCTION_FAILED', 'CKR_FUNCTION_CANCELED', 'CKR_SESSION_CLOSED', '0x80000001'])(
    'with %s is not called unsigned',
    async (answer) => {
      trial.shim.command(`C_Sign ${answer} times=1 late`);
      const codes = (await sign()).map(codeOf);
      expect(codes.filter((code) => code === 'hsm.ambiguous' || code === 'bug')).toHaveLength(1);
      trial.shim.command();
      await trial.msUntilSigned();
    },
  );
});

describe('a token that is back, and answers', () => {
  const atStart = [
    'C_GetSlotList',
    'C_GetTokenInfo',
    'C_OpenSession',
    'C_Login',
    'C_FindObjectsInit',
    'C_FindObjects',
    'C_GetAttributeValue',
    'C_GenerateKeyPair',
  ];
  it.each(atStart.flatMap((name, turn) => someAnswers(turn * 7, 45).map((answer) => [name, answer] as const)))(
    '%s with %s at first, heals',
    async (name, answer) => {
      if (OF_PINS.includes(answer)) return;
      trial.raw((native, slot) => native.C_CloseAllSessions(slot));
      trial.shim.command(`${name} ${answer} times=1`);
      expect(await trial.msUntilSigned()).toBeLessThan(10_000);
      trial.shim.command();
      expect(await trial.msUntilSigned()).toBeLessThan(10_000);
    },
  );
});
