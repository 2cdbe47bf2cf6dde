import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { figures } from '../stack/memory.ts';
import type { BenchOptions } from './bench-options.ts';
import { BenchStack } from './bench-stack.ts';
import { fillLog } from './audit-fill.ts';
import { loadLog, type LoadFigures } from './audit-load.ts';
import { askLog, type QuestionFigures } from './audit-questions.ts';
import { rounded } from './figures.ts';

/** The audit log when it is large: what it takes on top, how fast it answers, and how long a look at all of it takes. */
export interface AuditFigures extends LoadFigures, QuestionFigures {
  /** Events before the load. */
  readonly events: number;
  readonly fillSeconds: number;
  readonly checkSeconds: number;
  readonly checkFaults: number;
  readonly databaseBytes: number;
  /** Bytes by program afterwards. */
  readonly memory: Readonly<Record<string, number>>;
  readonly failures: readonly string[];
}

const LOOK_MS = 200;
const MOST_LOOKS = 300;

/** A database of twenty gigabytes has a server that was told so (docs/operations/capacity.md); the trial's makes do with 32 MB. */
const DATABASE_SETTINGS = { shared_buffers: '2GB', max_wal_size: '8GB', checkpoint_timeout: '15min', maintenance_work_mem: '512MB' } as const;

/**
 * What audit does once a day or a month with what has come since. A year that comes at once would have all of a year's rounds fall into the minutes that
 * are timed; the look at the whole log is timed by itself.
 */
const DAILY_ROUNDS = ['archive', 'reconciliation', 'analysis', 'check-log'];

/** Audit and the SAM, which signs its heads, alone with broker and database. */
export async function measureAuditLog(options: Pick<BenchOptions, 'events' | 'ingest' | 'keep'>, say: (line: string) => void): Promise<AuditFigures> {
  const bench = await BenchStack.of({ only: ['audit', 'sam'], databaseSettings: DATABASE_SETTINGS });
  try {
    await postponeRounds(bench);
    // 1. The log of a year, without waiting for the disk at each commit: it is not what is timed.
    const begin = Date.now();
    await bench.unhurriedDisk(() => fillLog(bench, options.events, say));
    const fillSeconds = rounded((Date.now() - begin) / 1_000);

    // 2. On top: from the stream to a committed leaf, durable as ever.
    const load = await loadLog(bench, { after: options.events, seconds: options.ingest, say });
    say(`load: ${JSON.stringify(load)}`);

    // 3. Questions, one at a time, over HTTP.
    const questions = await askLog(bench, options.events, say);
    say(`questions: ${JSON.stringify(questions)}`);

    // 4. All of it.
    const look = await questions.look();
    const { look: _, ...asked } = questions;
    const memory = figures(bench.stack.memory(), 'pss');
    const failures = look.faults.map((fault) => `audit: ${JSON.stringify(fault)}`);
    const { databaseBytes, ...rest } = look;
    return {
      events: options.events,
      fillSeconds,
      ...load,
      ...asked,
      checkSeconds: rest.seconds,
      checkFaults: failures.length,
      databaseBytes,
      memory,
      failures,
    };
  } finally {
    await bench.stop(options.keep);
  }
}

/** Each is there once its first turn is over, which on an empty log is at once. */
async function postponeRounds(bench: BenchStack): Promise<void> {
  const database = new pg.Client({ connectionString: bench.databaseUrl('audit') });
  await database.connect();
  try {
    const postpone = `UPDATE round SET due_at = now() + interval '1 day' WHERE name = ANY ($1) AND holder IS NULL AND due_at > now() RETURNING name`;
    const postponed = new Set<string>();
    for (let tries = 0; tries < MOST_LOOKS && postponed.size < DAILY_ROUNDS.length; tries += 1) {
      for (const { name } of (await database.query<{ name: string }>(postpone, [DAILY_ROUNDS])).rows) postponed.add(name);
      await sleep(LOOK_MS);
    }
    if (postponed.size < DAILY_ROUNDS.length) throw new Error(`of audit’s rounds only ${[...postponed].join(', ')} could be postponed`);
  } finally {
    await database.end();
  }
}
