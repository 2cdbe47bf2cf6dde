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

/** Audit and the SAM, which signs its heads, alone with broker and database; settings as in the trial. */
export async function measureAuditLog(options: Pick<BenchOptions, 'events' | 'ingest' | 'keep'>, say: (line: string) => void): Promise<AuditFigures> {
  const bench = await BenchStack.start(undefined, {}, ['audit', 'sam']);
  try {
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
