/** Events on their way while broker, database and audit die and the disk is full: after that each is in the log, once. The long form is `tools/chaos/deliver-events.ts`. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
import { findMissingEvents, SEQUENCE_HEADER } from '@paraph/contracts';
import { Bus, connectBus, Log, Outbox, OutboxRelay, rows } from '@paraph/platform';
import { FakeClock, startNats, startPostgres, type TestNats, type TestPostgres } from '@paraph/testing';
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { AuditDatabases } from './audit-database.js';
import { anEvent } from './event-log.suite.js';
import { startAudit, type RunningAudit } from './running-audit.js';

const folder = mkdtempSync(join(tmpdir(), 'paraph-small-log-'));
/** A file system small enough to fill takes the right to mount one. */
const mayMount = process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=160m,mode=0700', 'tmpfs', folder]).status === 0;

const EVENTS = 300;

/** In the small file system, which is unmounted once its server has deleted what it had there. */
function small(): string {
  const own = join(folder, 'postgres');
  mkdirSync(own);
  return own;
}

let nats: TestNats;
/** Audit's server, which dies; the source's own lives on another, as it would elsewhere. */
let postgres: TestPostgres;
let databases: AuditDatabases;
let others: AuditDatabases;
let database: DataSource;
let audit: RunningAudit;
let source: Source;

/** A source with its outbox and relay, as every service has one. */
class Source {
  private constructor(
    private readonly outbox: Outbox<'sam'>,
    private readonly own: DataSource,
    private readonly relay: OutboxRelay,
    private readonly close: () => Promise<void>,
  ) {}

  static async start(): Promise<Source> {
    const own = await others.ofSource('sam');
    const connection = await connectBus('sam', { url: nats.url, ca: nats.ca, nkey: nats.nkeys.sam });
    const bus = new Bus(connection, 'sam');
    const findMissing = async (after: number, upTo: number) => (await bus.call(findMissingEvents, { after, upTo })).missing;
    const relay = new OutboxRelay('sam', own, connection, new Log('sam', 'silent'), { findMissing, everyMs: 100 });
    const outbox = new Outbox('sam', own, new FakeClock());
    outbox.onRecord(() => relay.wake());
    relay.start();
    return new Source(outbox, own, relay, async () => connection.close());
  }

  /** Acts, each with its event, some at a time. */
  async act(count: number): Promise<void> {
    for (let done = 0; done < count; done += 20)
      await Promise.all(
        Array.from({ length: 20 }, () => this.outbox.recordAlone({ type: 'signature-made', actor: { kind: 'system', id: 'sam' }, outcome: 'success' })),
      );
  }

  async ids(): Promise<string[]> {
    return (await rows<{ id: string }>(this.own, `SELECT id FROM event_outbox ORDER BY sequence`)).map(({ id }) => id);
  }

  async stop(): Promise<void> {
    await this.relay.stop();
    await this.close();
  }
}

beforeAll(async () => {
  [postgres, others] = await Promise.all([mayMount ? startPostgres(small()) : startPostgres(), AuditDatabases.start()]);
  databases = AuditDatabases.over(postgres);
  nats = await startNats();
  database = await databases.fresh();
  audit = await startAudit(nats, database);
  source = await Source.start();
}, 60_000);
afterAll(async () => {
  await source.stop();
  await audit.stop();
  await nats.stop();
  await Promise.all([databases.stop(), others.stop()]);
  if (mayMount) spawnSync('umount', [folder]);
  rmSync(folder, { recursive: true, force: true });
}, 60_000);
const arrived = async (): Promise<string[]> =>
  (await rows<{ id: string }>(database, `SELECT id FROM event WHERE source = 'sam' ORDER BY sequence`)).map(({ id }) => id);
const count = async (): Promise<number> =>
  (await rows<{ count: number }>(database, `SELECT count(*)::int AS count FROM event WHERE source = 'sam'`))[0]?.count ?? 0;
/** What died comes back within seconds; the longest wait is for a machine with much else to do. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let left = 1_000; left > 0; left -= 1) {
    if (await isSo()) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error('it did not come to be');
}

/** While something is away, nobody can ask it. */
const reaches = (number: number) =>
  until(() =>
    count().then(
      (found) => found >= number,
      () => false,
    ),
  );

async function exactlyOnce(): Promise<void> {
  const ids = await source.ids();
  await reaches(ids.length);
  expect(await arrived()).toEqual(ids);
  expect(await audit.log.sequences()).toContainEqual({ source: 'sam', last: ids.length, count: ids.length, missing: [], setAside: [] });
  // No place without an event, and none with two.
  const [log] = await rows<{ places: number; events: number; size: number }>(
    database,
    `SELECT (max(position) + 1)::int AS places, count(*)::int AS events, (SELECT size::int FROM event_log_size) AS size FROM event`,
  );
  // Audit tells of itself meanwhile: whatever their number is, it is looked at once.
  expect(log).toEqual({ places: log?.events, events: log?.events, size: log?.events });
}

describe('each event is in the log once', () => {
  it('when nothing dies', async () => {
    await source.act(EVENTS);
    await exactlyOnce();
  }, 60_000);

  it('when the broker is killed while they are on their way', async () => {
    const before = await count();
    const acting = source.act(EVENTS);
    await reaches(before + 20);
    await nats.crash();
    await acting;
    await nats.begin();
    await exactlyOnce();
  }, 60_000);

  it('when the database is killed while they are taken', async () => {
    const before = await count();
    const acting = source.act(EVENTS);
    await reaches(before + 20);
    await postgres.crash();
    await acting;
    await postgres.begin();
    await exactlyOnce();
  }, 60_000);

  it('when audit goes between taking and acknowledging, and another one goes on', async () => {
    const append = audit.log.append.bind(audit.log);
    let taken = 0;
    // What is committed here is never acknowledged: as a process that is killed in between.
    audit.log.append = async (leaves) => {
      await append(leaves);
      taken += leaves.filter(({ source: name }) => name === 'sam').length;
      throw new Error('killed');
    };
    await source.act(EVENTS);
    await until(async () => taken >= 20);
    await audit.stop();
    audit = await startAudit(nats, database);
    await exactlyOnce();
  }, 60_000);

  it('when they come twice and out of order', async () => {
    const connection = await connectBus('identity', { url: nats.url, ca: nats.ca, nkey: nats.nkeys.identity });
    const bodies = Array.from({ length: 100 }, (_, nth) => anEvent({ source: 'identity', type: 'token-issued', sequence: nth + 1 }));
    const beside = headers();
    const order = [...bodies.keys()].sort((one, other) => ((one * 37) % 101) - ((other * 37) % 101));
    for (const again of [0, 1]) {
      for (const nth of again === 0 ? order : order.toReversed()) {
        beside.set(SEQUENCE_HEADER, String(nth + 1));
        await jetstream(connection).publish('paraph.event.identity.token-issued', bodies[nth] ?? '', { headers: beside });
      }
    }
    await until(async () => (await audit.log.missing('identity', 0, 100)).length === 0);
    expect(await audit.log.sequences()).toContainEqual({ source: 'identity', last: 100, count: 100, missing: [], setAside: [] });
    expect(await audit.log.refusedCount()).toBe(0);
    await connection.close();
  }, 60_000);

  (mayMount ? it : it.skip)(
    'when the disk of the log is full (needs the right to mount one)',
    async () => {
      const ballast = join(folder, 'ballast');
      for (let size = 1_048_576; size >= 4_096;) {
        try {
          appendFileSync(ballast, Buffer.alloc(size));
        } catch {
          size /= 4;
        }
      }
      const append = audit.log.append.bind(audit.log);
      let failures = 0;
      audit.log.append = (leaves) => append(leaves).catch((error: unknown) => ((failures += 1), Promise.reject(error as Error)));
      await source.act(EVENTS);
      await until(async () => failures > 0);
      rmSync(ballast);
      // A server that could not even write its log ended itself: its supervisor starts it again.
      await postgres.begin();
      await exactlyOnce();
    },
    60_000,
  );
});
