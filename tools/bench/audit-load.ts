import { jetstream } from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
import { SEQUENCE_HEADER, severalEventsSubject } from '@paraph/contracts';
import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventText } from './audit-events.ts';
import { SOURCE } from './audit-fill.ts';
import type { BenchStack } from './bench-stack.ts';
import { percentile, rounded } from './figures.ts';

/** What audit takes while it is offered as much as it takes. */
export interface LoadFigures {
  readonly ingestSeconds: number;
  /** Events from the stream to a committed leaf. */
  readonly ingestPerSecond: number;
  /** What it reached in all but the slowest tenth of the time, looked at each second. */
  readonly ingestSlowestPerSecond: number;
  readonly rssLeast: number;
  readonly rssMost: number;
  /** The median of each minute, or of what there was of it: whether it climbs. */
  readonly rssByMinute: readonly number[];
}

/** Events in a message: as many as the relay of a busy service packs into one. */
const PACK = 80;
/** Events that are on their way at most: the stream is never empty, and never far ahead. */
const AHEAD = 20_000;
const LOOK_MS = 20;

/** Publishes as a source does, as fast as audit commits, and watches the size of the log. */
export async function loadLog(
  bench: BenchStack,
  { after, seconds, say }: { readonly after: number; readonly seconds: number; readonly say: (line: string) => void },
): Promise<LoadFigures> {
  const database = new pg.Client({ connectionString: bench.databaseUrl('audit') });
  await database.connect();
  const stream = jetstream(await bench.bus(SOURCE));
  const size = async (): Promise<number> => Number((await database.query<{ size: string }>('SELECT size FROM event_log_size')).rows[0]?.size);
  try {
    await untilHeadIsThere(database, await size());
    say('the head over all of it is signed');
    const before = await size();
    let sent = 0;
    const rates: number[] = [];
    const memory: number[] = [];
    const begin = performance.now();
    let [second, secondSize] = [begin, before];
    for (let now = begin; now - begin < seconds * 1_000; now = performance.now()) {
      const done = (await size()) - before;
      while (sent - done < AHEAD) {
        const packs = Array.from({ length: 8 }, (_, nth) => message(after + 1 + sent + nth * PACK));
        await Promise.all(packs.map(({ body, header }) => stream.publish(severalEventsSubject(SOURCE), body, { headers: header })));
        sent += packs.length * PACK;
      }
      await sleep(LOOK_MS);
      if (now - second < 1_000) continue;
      const reached = await size();
      rates.push(((reached - secondSize) * 1_000) / (performance.now() - second));
      memory.push(bench.memoryOf('audit'));
      [second, secondSize] = [performance.now(), reached];
    }
    const took = (performance.now() - begin) / 1_000;
    const committed = (await size()) - before;
    // What is on its way is not to be in the way of what is asked next.
    while ((await size()) - before < sent) await sleep(LOOK_MS);
    return {
      ingestSeconds: Math.round(took),
      ingestPerSecond: rounded(committed / took),
      ingestSlowestPerSecond: rounded(percentile(rates, 0.1)),
      rssLeast: Math.min(...memory),
      rssMost: Math.max(...memory),
      rssByMinute: Array.from({ length: Math.ceil(memory.length / 60) }, (_, minute) => percentile(memory.slice(minute * 60, (minute + 1) * 60), 0.5)),
    };
  } finally {
    await database.end();
  }
}

function message(first: number) {
  const sequences = Array.from({ length: PACK }, (_, nth) => first + nth);
  const occurredAt = new Date().toISOString();
  const header = headers();
  header.set(SEQUENCE_HEADER, sequences.join(','));
  // Its number is far from those of what was there.
  return { body: sequences.map((sequence) => eventText(1_000_000_000 + sequence, { source: SOURCE, sequence, occurredAt })).join('\n'), header };
}

/** What was filled in is a log like any other: audit has its head signed by itself. */
async function untilHeadIsThere(database: pg.Client, size: number): Promise<void> {
  for (;;) {
    const { rows } = await database.query<{ size: string }>('SELECT size FROM tree_head ORDER BY size DESC LIMIT 1');
    if (Number(rows[0]?.size ?? 0) >= size) return;
    await sleep(LOOK_MS * 10);
  }
}
