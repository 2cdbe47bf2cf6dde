/** Each process killed in the middle of a signing loop: clean errors, then signatures again, and nothing signed twice. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Application, digestOf } from './harness/application.ts';
import type { Answer } from './harness/answer.ts';
import { events, logEnd } from './harness/audit-log.ts';
import { credentialOf, ECDSA_SHA256, person, running, state } from './harness/stack.ts';
import { findProblems } from './harness/whole-log.ts';

const application = new Application();
const alice = person('alice');
const ec = credentialOf('alice', 'p256');

/** Other files plant signatures in the log that nobody opened an activation for. */
let begun: string;
beforeAll(async () => {
  begun = await logEnd();
});

interface Loop {
  readonly signed: number;
  readonly failures: readonly string[];
}

/** Signs one fresh hash after another, each token used twice, until told to stop. */
async function signUntil(stop: () => boolean, name: string): Promise<Loop> {
  const failures: string[] = [];
  let signed = 0;
  for (let round = 0; !stop(); round += 1) {
    const hash = digestOf(`${name} ${round}`);
    try {
      const token = await application.authorise({ credentialId: ec, hashes: [hash] }, alice);
      const body = { credentialID: ec, hashes: [hash], signAlgo: ECDSA_SHA256 };
      const first = await application.sign(token, body);
      const second = await application.sign(token, body);
      const successes = [first, second].filter((answer) => answer.status === 200).length;
      if (successes > 1) throw new Error('one occurrence was signed twice');
      signed += successes;
      for (const answer of [first, second]) if (answer.status >= 500) failures.push(`${answer.status} ${describeAnswer(answer)}`);
    } catch (error) {
      if (error instanceof Error && error.message === 'one occurrence was signed twice') throw error;
      failures.push(error instanceof Error ? error.message : String(error));
      await sleep(200);
    }
  }
  return { signed, failures };
}

/** The words of the API for a signature that nobody knows the outcome of; `apps/sam/test/faults/token.it.ts` shows where it comes from. */
const UNKNOWN_OUTCOME = /^500 server_error: It is not known whether the hashes were signed/;

/** The error in the words of the API. */
function describeAnswer(answer: Answer): string {
  const { error, error_description: description } = answer.json ?? {};
  return typeof error === 'string' && typeof description === 'string' ? `${error}: ${description}` : 'no words';
}

/** The process id that a program has now; undefined while it is away. */
const pidOf = (name: string): number | undefined => running().services[name]?.pid;

async function untilBack(name: string, old: number): Promise<void> {
  for (let attempt = 0; attempt < 150; attempt += 1) {
    const now = pidOf(name);
    if (now !== undefined && now !== old) return;
    await sleep(100);
  }
  throw new Error(`${name} did not come back in ${state}`);
}

describe('a signing loop', () => {
  it.each(['gateway', 'identity', 'approval', 'sam', 'courier', 'key-lifecycle', 'ca-connector', 'audit', 'management', 'nats', 'postgres'])(
    'goes on after %s was killed',
    async (name) => {
      let over = false;
      const loop = signUntil(() => over, `killed ${name}`);
      await sleep(700);
      const old = pidOf(name);
      // To signal process 0 is to signal this test and whoever started it.
      if (!old) throw new Error(`${name} is not running`);
      process.kill(old, 'SIGKILL');
      await untilBack(name, old);
      await untilSigned();
      over = true;
      const { signed, failures } = await loop;
      expect(signed).toBeGreaterThan(0);
      // Whatever failed in between was away and said so in the words of an API: no bug, and never a stack trace.
      const bugs = failures.filter((one) => /\b500\b|no words|\bat .*\.[jt]s:\d+/.test(one));
      // One request may be in the token when the SAM dies, or lose its outcome with the database: that one alone may be unknown.
      const unknown = bugs.filter((one) => UNKNOWN_OUTCOME.test(one));
      expect(unknown.length).toBeLessThanOrEqual(['sam', 'postgres'].includes(name) ? 1 : 0);
      expect(bugs.filter((one) => !UNKNOWN_OUTCOME.test(one))).toEqual([]);
    },
    120_000,
  );

  it('has left a log that is whole, once what was on its way has come again', async () => {
    let problems = await findProblems();
    for (let attempt = 0; attempt < 60 && problems.length > 0; attempt += 1) {
      await sleep(1_000);
      problems = await findProblems();
    }
    expect(problems).toEqual([]);
    const signed = await countsBy('signature-made', { after: begun });
    // What the signer approved, and what a counted activation let the client add.
    const [opened, added] = [await countsBy('activation-opened'), await countsBy('activation-extended')];
    const authorised = (activation: string): number => (opened.get(activation) ?? 0) + (added.get(activation) ?? 0);
    expect(signed.size).toBeGreaterThan(10);
    expect([...signed].filter(([activation, count]) => count > authorised(activation))).toEqual([]);
  }, 90_000);
});

/** How many hashes the SAM's events of a type tell of, by activation. */
async function countsBy(type: string, since: { readonly after?: string } = {}): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { particulars } of await events({ source: 'sam', type, outcome: 'success', ...since })) {
    const activation = particulars['activationId'] ?? '';
    counts.set(activation, (counts.get(activation) ?? 0) + Number(particulars['count']));
  }
  return counts;
}

/** A signature: the stack is whole again. */
async function untilSigned(): Promise<void> {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const hash = digestOf(`whole ${attempt} ${Math.random()}`);
    const done = await application
      .authorise({ credentialId: ec, hashes: [hash] }, alice)
      .then((token) => application.sign(token, { credentialID: ec, hashes: [hash], signAlgo: ECDSA_SHA256 }))
      .then(
        (answer) => answer.status === 200,
        () => false,
      );
    if (done) return;
    await sleep(500);
  }
  throw new Error('the stack signs no more');
}
