import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { pkcs11js } from '../binding.js';
import { SignWork } from './sign-work.js';
import { ASKED, CANCELLED, DONE, HEADER_BYTES, type ThreadFailure } from './thread-messages.js';

const BYTES = 4;
let asked: number;
beforeEach(() => {
  asked = 0;
});

function workOf(count: number, isSignature = true): SignWork {
  return new SignWork({
    key: Buffer.alloc(8),
    mechanism: { mechanism: pkcs11js.CKM_ECDSA },
    inputs: Array.from({ length: count }, (_, index) => Buffer.from([index])),
    signatureBytes: BYTES,
    check: undefined,
    isSignature,
    expectedMs: 1,
    onAsked: (times) => (asked += times),
  });
}

/** What a thread writes down: so many asked, so many of them done. */
function progress({ job: { shared } }: SignWork, counts: { readonly asked: number; readonly done: number }): void {
  const header = new Int32Array(shared, 0, 3);
  header[ASKED] = counts.asked;
  header[DONE] = counts.done;
  for (let index = 0; index < counts.done; index++) new Uint8Array(shared, HEADER_BYTES + BYTES * index, BYTES).fill(index + 1);
}

async function outcomesOf(work: SignWork): Promise<string[]> {
  return (await work.outcomes).map((outcome) => {
    if (outcome.status === 'fulfilled') return `made ${outcome.value[0]}`;
    return outcome.reason instanceof ServiceError ? outcome.reason.code : 'bug';
  });
}

const failed = (stage: ThreadFailure['stage'], text: string): ThreadFailure => ({ stage, text });
const HUNG = new Error('does not come back');

describe('a job that went well', () => {
  it('answers every signature, in memory of its own', async () => {
    const work = workOf(3);
    progress(work, { asked: 3, done: 3 });
    work.finished();
    expect(await outcomesOf(work)).toEqual(['made 1', 'made 2', 'made 3']);
    expect(asked).toBe(3);
    new Uint8Array(work.job.shared).fill(0);
    expect(await outcomesOf(work)).toEqual(['made 1', 'made 2', 'made 3']);
  });
});

describe('a job whose thread is lost', () => {
  it('while the token signs: what is done is answered, one is ambiguous, and the rest was not asked and never is', async () => {
    const work = workOf(5);
    progress(work, { asked: 3, done: 2 });
    work.lost(HUNG);
    expect(await outcomesOf(work)).toEqual(['made 1', 'made 2', 'hsm.ambiguous', 'hsm.unavailable', 'hsm.unavailable']);
    expect(new Int32Array(work.job.shared, 0, 3)[CANCELLED]).toBe(1);
    expect(asked).toBe(3);
  });

  it('between two signatures: none is ambiguous', async () => {
    const work = workOf(3);
    progress(work, { asked: 1, done: 1 });
    work.lost(HUNG);
    expect(await outcomesOf(work)).toEqual(['made 1', 'hsm.unavailable', 'hsm.unavailable']);
  });

  it('after the last one: all are answered', async () => {
    const work = workOf(2);
    progress(work, { asked: 2, done: 2 });
    work.lost(HUNG);
    expect(await outcomesOf(work)).toEqual(['made 1', 'made 2']);
  });

  it('goes to another one if nothing was asked, and the first never begins it', async () => {
    const work = workOf(2);
    const next = work.takeBack() as SignWork;
    expect(new Int32Array(work.job.shared, 0, 3)[CANCELLED]).toBe(1);
    progress(next, { asked: 2, done: 2 });
    next.finished();
    expect(await outcomesOf(work)).toEqual(['made 1', 'made 2']);
    expect(asked).toBe(2);
  });

  it('does not go to another one if the token was asked', () => {
    const work = workOf(2);
    progress(work, { asked: 1, done: 0 });
    expect(work.takeBack()).toBeUndefined();
  });

  it('is never ambiguous if it makes MACs', async () => {
    const work = workOf(2, false);
    progress(work, { asked: 1, done: 0 });
    work.lost(HUNG);
    expect(await outcomesOf(work)).toEqual(['hsm.unavailable', 'hsm.unavailable']);
  });
});

describe('a job that stopped', () => {
  it('before it signed: nothing more is asked by that key', async () => {
    const work = workOf(3);
    progress(work, { asked: 1, done: 1 });
    expect(work.stopped(failed('before-signing', 'CKR_KEY_TYPE_INCONSISTENT:99'))).toBeUndefined();
    expect(await outcomesOf(work)).toEqual(['made 1', 'hsm.refused', 'hsm.refused']);
    expect(asked).toBe(1);
  });

  it('at a digest that the token refuses: the rest goes on', async () => {
    const work = workOf(3);
    progress(work, { asked: 2, done: 1 });
    const next = work.stopped(failed('signing', 'CKR_DATA_LEN_RANGE:33')) as SignWork;
    expect(next.size).toBe(1);
    progress(next, { asked: 1, done: 1 });
    next.finished();
    expect(await outcomesOf(work)).toEqual(['made 1', 'hsm.refused', 'made 1']);
    expect(asked).toBe(3);
  });

  it.each(['CKR_DEVICE_ERROR:48', 'CKR_DEVICE_REMOVED:50', 'CKR_GENERAL_ERROR:5', 'CKR_FUNCTION_FAILED:6'])(
    'with %s while it signed: ambiguous, and the rest is not asked',
    async (text) => {
      const work = workOf(3);
      progress(work, { asked: 2, done: 1 });
      expect(work.stopped(failed('signing', text))).toBeUndefined();
      expect(await outcomesOf(work)).toEqual(['made 1', 'hsm.ambiguous', 'hsm.unavailable']);
      expect(asked).toBe(2);
    },
  );

  it.each([
    ['CKR_SIGNATURE_INVALID:192', 'bug'],
    ['CKR_KEY_HANDLE_INVALID:96', 'hsm.ambiguous'],
    ['the token answered a signature that does not verify', 'bug'],
    ['CKR_DEVICE_REMOVED:50', 'hsm.ambiguous'],
    ['CKR_SESSION_HANDLE_INVALID:179', 'hsm.ambiguous'],
  ])('with "%s" while it verified: never called unsigned', async (text, code) => {
    const work = workOf(2);
    progress(work, { asked: 1, done: 0 });
    expect(work.stopped(failed('checking', text))).toBeUndefined();
    expect(await outcomesOf(work)).toEqual([code, 'hsm.unavailable']);
  });

  it('with an answer that nobody expects is a bug', async () => {
    const work = workOf(1);
    progress(work, { asked: 1, done: 0 });
    work.stopped(failed('signing', 'CKR_ARGUMENTS_BAD:7'));
    expect(await outcomesOf(work)).toEqual(['bug']);
  });
});

it('a job that was never begun was refused', async () => {
  const work = workOf(2);
  work.refused(new ServiceError('hsm.unavailable', 'too much waits'));
  expect(await outcomesOf(work)).toEqual(['hsm.unavailable', 'hsm.unavailable']);
  expect(asked).toBe(0);
});
