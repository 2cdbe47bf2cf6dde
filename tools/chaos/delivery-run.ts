import { setTimeout as sleep } from 'node:timers/promises';
import { SystemClock } from '@paraph/kernel';
import { inTransaction, Outbox } from '@paraph/platform';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { request } from 'undici';
import { BenchStack } from '../bench/bench-stack.ts';
import { loopbackOrigin } from '../stack/origins.ts';

/** What can die while events are on their way; the supervisor starts each again. */
const KILLED = ['nats', 'audit', 'postgres', 'ca-connector'] as const;
/** Whose outbox is filled, and whose own relay carries it. */
const SOURCE = { service: 'ca-connector', database: 'ca_connector' } as const;

const BATCH = 100;
const LOOK_MS = 100;
/** The supervisor leaves down what dies five times within ten seconds of its start, also where that was because of another's death. */
const QUIET_MS = 11_000;
const WITHIN_MS = 600_000;

/** What came of it. */
export interface DeliveryResult {
  readonly events: number;
  readonly kills: Readonly<Record<(typeof KILLED)[number], number>>;
  /** In the outbox and not in the log. */
  readonly lost: number;
  /** In the log more than once. */
  readonly twice: number;
  /** In the log and in no outbox. */
  readonly strangers: number;
  /** Places without an event. */
  readonly holes: number;
  /** What the look at the whole log found. */
  readonly faults: number;
  readonly seconds: number;
}

/** Fills a source's outbox while everything that carries it is killed again and again, waits until the log has all, and compares the two. */
export async function deliverEvents({ events, say }: { readonly events: number; readonly say: (line: string) => void }): Promise<DeliveryResult> {
  const bench = await BenchStack.start({ only: ['audit', 'sam', 'ca-connector'] });
  const begun = performance.now();
  try {
    const source = new DataSource({ type: 'postgres', url: bench.databaseUrl(SOURCE.database) });
    const kills = { nats: 0, audit: 0, postgres: 0, 'ca-connector': 0 };
    const isOver = { yes: false };
    const killing = killByTurns(bench, { kills, isOver, say });
    const written = await fillOutbox(source, events, say).finally(() => (isOver.yes = true));
    await killing;
    say(`${written} events written; waiting until the log has them`);
    await untilDelivered(bench);
    return { ...(await compare(bench)), events: written, kills, seconds: Math.round((performance.now() - begun) / 1_000) };
  } finally {
    await bench.stop(false);
  }
}

/** Writes events as a service does, in the transaction of an act. What fails is written again under another name: what counts is what was committed. */
async function fillOutbox(source: DataSource, events: number, say: (line: string) => void): Promise<number> {
  const outbox = new Outbox(SOURCE.service, source, new SystemClock());
  const one = {
    event: { type: 'certificate-requested', actor: { kind: 'system', id: SOURCE.service }, outcome: 'success' },
    correlationId: undefined,
  } as const;
  for (let written = 0; written < events;) {
    try {
      if (!source.isInitialized) await source.initialize();
      await inTransaction(source, (transaction) =>
        outbox.recordAll(
          transaction,
          Array.from({ length: BATCH }, () => one),
        ),
      );
      written += BATCH;
      if (written % 10_000 === 0) say(`${written} events written`);
      // So that the writing lasts as long as several deaths.
      await sleep(LOOK_MS);
    } catch {
      await source.destroy().catch(() => undefined);
      await sleep(LOOK_MS);
    }
  }
  await source.destroy().catch(() => undefined);
  return events;
}

async function killByTurns(
  bench: BenchStack,
  { kills, isOver, say }: { readonly kills: Record<(typeof KILLED)[number], number>; readonly isOver: { yes: boolean }; readonly say: (line: string) => void },
): Promise<void> {
  for (let turn = 0; !isOver.yes; turn += 1) {
    const name = KILLED[turn % KILLED.length] ?? 'audit';
    await sleep(QUIET_MS + Math.random() * 2_000);
    if (isOver.yes) return;
    const before = bench.programs.get(name);
    bench.stack.kill(name);
    kills[name] += 1;
    for (let looks = 0; looks < 300 && (bench.programs.get(name) === before || bench.programs.get(name) === undefined); looks += 1) await sleep(LOOK_MS);
    say(`killed ${name}`);
  }
}

async function untilDelivered(bench: BenchStack): Promise<void> {
  const end = Date.now() + WITHIN_MS;
  for (;;) {
    const [own] = await ask<{ last: string }>(bench, SOURCE.database, 'SELECT last FROM event_sequence').catch(() => []);
    const [log] = await ask<{ count: string }>(bench, 'audit', `SELECT count(*) AS count FROM event WHERE source = '${SOURCE.service}'`).catch(() => []);
    if (own && log && Number(log.count) >= Number(own.last)) return;
    if (Date.now() > end) throw new Error(`after ten minutes the log has ${log?.count} events of ${own?.last}`);
    await sleep(LOOK_MS * 5);
  }
}

/** The outbox is what was committed; the log is to have exactly that. */
async function compare(bench: BenchStack): Promise<Pick<DeliveryResult, 'lost' | 'twice' | 'strangers' | 'holes' | 'faults'>> {
  const written = (await ask<{ id: string }>(bench, SOURCE.database, 'SELECT id FROM event_outbox')).map(({ id }) => id);
  const logged = (await ask<{ id: string }>(bench, 'audit', `SELECT id FROM event WHERE source = '${SOURCE.service}'`)).map(({ id }) => id);
  const [places] = await ask<{ holes: string }>(bench, 'audit', 'SELECT max(position) + 1 - count(*) AS holes FROM event');
  const [own, inLog] = [new Set(written), new Set(logged)];
  const answer = await request(`${loopbackOrigin(bench.origin('audit'))}/audit/v1/log-checks`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bench.secrets.read('auditor.token').trim()}` },
  });
  const { faults } = (await answer.body.json()) as { faults?: readonly unknown[] };
  if (faults === undefined) throw new Error(`audit did not look at its log: ${answer.statusCode}`);
  return {
    lost: written.filter((id) => !inLog.has(id)).length,
    twice: logged.length - inLog.size,
    strangers: logged.filter((id) => !own.has(id)).length,
    holes: Number(places?.holes),
    faults: faults.length,
  };
}

async function ask<Row extends pg.QueryResultRow>(bench: BenchStack, database: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: bench.databaseUrl(database) });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}
