import { setTimeout as sleep } from 'node:timers/promises';
import { Bus } from '@paraph/platform';
import { enrolCredentials, registerClient } from '../bench/bench-signers.ts';
import { BenchStack } from '../bench/bench-stack.ts';
import { SadSource } from '../bench/sad-source.ts';
import { SigningLoad } from './signing-load.ts';
import { judge, type Verdict } from './verdict.ts';

/** What a SAM stands on and can lose without dying itself. */
export const TAKEN = ['postgres', 'nats', 'audit'] as const;
export type Taken = (typeof TAKEN)[number];

/** How much is taken away, and under what load. */
export interface TakeAwayOptions {
  readonly rounds: number;
  readonly inFlight: number;
  readonly say: (line: string) => void;
}

/** What came of it. */
export interface TakeAwayResult extends Verdict {
  readonly rounds: number;
  readonly attempts: number;
  readonly refusals: Readonly<Record<string, number>>;
  /** From each kill to the next signature that was answered after the program was back, in milliseconds, by program. */
  readonly signedAgainMs: Readonly<Record<Taken, readonly number[]>>;
  readonly seconds: number;
}

const SADS = 40;
const PER_SAD = 20;
const BEFORE_MS = 500;
const WITHIN_MS = 60_000;

/** Kills database, broker and audit, one after the other and again and again, while the SAM signs. Nobody starts it again: it must find back by itself. */
export async function takeAwayWhileSigning({ rounds, inFlight, say }: TakeAwayOptions): Promise<TakeAwayResult> {
  const bench = await BenchStack.start();
  try {
    const client = await registerClient(bench);
    const credentials = await enrolCredentials(bench, client, 'p256', 3);
    const source = await SadSource.open(bench, client);
    const load = new SigningLoad(new Bus(await bench.bus('gateway'), 'gateway'), client);
    const begun = performance.now();
    const signedAgainMs: Record<Taken, number[]> = { postgres: [], nats: [], audit: [] };
    for (let round = 1; round <= rounds; round += 1) {
      for (const name of TAKEN) {
        const sads = await source.prepare(credentials, SADS, PER_SAD);
        const signing = load.use(sads, inFlight);
        await sleep(BEFORE_MS);
        const killedAt = performance.now();
        await killAndWait(bench, name);
        // The load itself meets the moment, unless it was used up meanwhile. Nothing may be left running: what is signed while the account is
        // drawn up would look like an answer without a record.
        const before = load.answered;
        const isOver = { yes: false };
        const ended = signing.finally(() => (isOver.yes = true));
        while (load.answered === before && !isOver.yes) await sleep(20);
        if (load.answered === before) await untilSigned(() => source.prepare(credentials, 1, 1), load);
        signedAgainMs[name].push(Math.round(performance.now() - killedAt));
        await ended;
        say(`round ${round}: ${name} was taken away; ${load.answered} signatures answered so far`);
      }
    }
    const refusals: Record<string, number> = {};
    for (const { refusal } of load.attempts) if (refusal !== undefined) refusals[refusal] = (refusals[refusal] ?? 0) + 1;
    const seconds = Math.round((performance.now() - begun) / 1_000);
    return { rounds, attempts: load.attempts.length, refusals, signedAgainMs, seconds, ...(await judge(bench, load.attempts)) };
  } finally {
    await bench.stop(false);
  }
}

async function killAndWait({ stack }: BenchStack, name: Taken): Promise<void> {
  const before = stack.services.get(name);
  stack.kill(name);
  for (const end = performance.now() + WITHIN_MS; performance.now() < end; await sleep(50)) {
    const now = stack.services.get(name);
    if (now !== undefined && now !== before) return;
  }
  throw new Error(`${name} did not come back`);
}

/** A fresh authorisation is given and used: everything that it takes is back. */
async function untilSigned(prepare: () => Promise<Parameters<SigningLoad['use']>[0]>, load: SigningLoad): Promise<void> {
  for (const end = performance.now() + WITHIN_MS; performance.now() < end; await sleep(50)) {
    const before = load.answered;
    try {
      await load.use(await prepare(), 1);
    } catch {
      // Not yet.
    }
    if (load.answered > before) return;
  }
  throw new Error('nothing is signed any more');
}
