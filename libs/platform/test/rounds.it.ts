/** What runs once across replicas: two of them here, over one database. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret } from '@paraph/kernel';
import { startPostgres, type TestPostgres } from '@paraph/testing';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { Log, openDatabase, rows, Rounds } from '../src/index.js';
import { createRounds } from '../src/migration.js';

class RoundsOnly1795400000630 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createRounds(runner, 'sam');
  }
  async down(): Promise<void> {}
}

const LONG_MS = 3_600_000;
const log = new Log('test', 'silent');
let postgres: TestPostgres;
let database: DataSource;
let owner: DataSource;
let open: Rounds[] = [];

beforeAll(async () => {
  postgres = await startPostgres();
  const { ownerUrl, url } = await postgres.database('sam');
  owner = await new DataSource({ type: 'postgres', url: ownerUrl, migrations: [RoundsOnly1795400000630] }).initialize();
  await owner.runMigrations();
  database = await openDatabase('sam', { url: new Secret(url), connections: 6 });
});
afterAll(async () => {
  await Promise.all([database.destroy(), owner.destroy()]);
  await postgres.stop();
});
beforeEach(() => owner.query(`DELETE FROM round`));
afterEach(async () => {
  await Promise.all(open.map((one) => one.onApplicationShutdown()));
  open = [];
});

function replica(leaseMs = 30_000): Rounds {
  const rounds = new Rounds(database, log, leaseMs);
  open.push(rounds);
  return rounds;
}

/** A gate that a round waits behind, and a promise of its being there. */
function gate() {
  const { promise: open, resolve: pass } = Promise.withResolvers<void>();
  const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
  return { open, pass, reached, reach };
}

const standing = async () => (await rows<{ holder: string | null; later: boolean }>(database, `SELECT holder, due_at > now() AS later FROM round`))[0];

describe('a round', () => {
  it('is begun at once, and again after its interval: the control', async () => {
    const { open, pass } = gate();
    let times = 0;
    replica().begin({ name: 'r', everyMs: 10, run: async () => void ((times += 1) === 3 && pass()) });
    await open;
    expect(times).toBe(3);
  });

  it('is done by one replica while the other looks on', async () => {
    const [first, second] = [gate(), gate()];
    const doers: string[] = [];
    const [one, other] = [replica(), replica()];
    const round = (who: string) => ({
      name: 'r',
      everyMs: 10,
      run: async () => {
        doers.push(who);
        if (doers.length > 1) return second.reach();
        first.reach();
        await first.open;
      },
    });
    one.begin(round('one'));
    await first.reached;
    other.begin(round('other'));
    await other.hasten('r');
    await other.hasten('r');
    expect(doers).toEqual(['one']);
    first.pass();
    await second.reached;
    expect(doers.length).toBeGreaterThan(1);
  });

  it('is not due again because a process was started again', async () => {
    const done = gate();
    const first = replica();
    first.begin({ name: 'r', everyMs: LONG_MS, run: async () => done.reach() });
    await done.reached;
    while ((await standing())?.later !== true || (await standing())?.holder !== null);
    await first.onApplicationShutdown();
    let again = 0;
    const other = gate();
    const second = replica();
    second.begin({ name: 'r', everyMs: LONG_MS, run: async () => void (again += 1) });
    second.begin({ name: 'beside', everyMs: LONG_MS, run: async () => other.reach() });
    await other.reached;
    expect(again).toBe(0);
    await second.hasten('r');
    await second.onApplicationShutdown();
  });

  it('that was wished for while it is done is done once more', async () => {
    const [first, second] = [gate(), gate()];
    let times = 0;
    const rounds = replica();
    rounds.begin({
      name: 'r',
      everyMs: LONG_MS,
      run: async () => {
        times += 1;
        if (times === 2) return second.reach();
        first.reach();
        await first.open;
      },
    });
    await first.reached;
    await rounds.hasten('r');
    first.pass();
    await second.reached;
    expect(times).toBe(2);
  });

  it('that failed is tried again, and harms no other', async () => {
    const { open, pass } = gate();
    let times = 0;
    replica().begin({
      name: 'r',
      everyMs: 10,
      run: () => {
        times += 1;
        if (times === 2) pass();
        return Promise.reject(new Error('not today'));
      },
    });
    await open;
    expect(times).toBe(2);
  });

  it('has a name of its own', () => {
    const rounds = replica();
    rounds.begin({ name: 'r', everyMs: LONG_MS, run: () => Promise.resolve() });
    expect(() => rounds.begin({ name: 'r', everyMs: LONG_MS, run: () => Promise.resolve() })).toThrow('two rounds are named r');
  });
});

describe('the lease of a round', () => {
  it('of a replica that died ends by time', async () => {
    await owner.query(`INSERT INTO round VALUES ('r', 'infinity', 'somebody who died', clock_timestamp() + interval '300 milliseconds')`);
    const done = gate();
    replica().begin({ name: 'r', everyMs: LONG_MS, run: async () => done.reach() });
    await done.reached;
    const [row] = await rows<{ over: boolean }>(database, `SELECT holder <> 'somebody who died' OR holder IS NULL AS over FROM round`);
    expect(row).toEqual({ over: true });
  });

  it('is kept for as long as the round lasts', async () => {
    const kept = gate();
    const [one, other] = [replica(90), replica(90)];
    let others = 0;
    one.begin({ name: 'r', everyMs: LONG_MS, run: () => (kept.reach(), kept.open) });
    await kept.reached;
    other.begin({ name: 'r', everyMs: LONG_MS, run: async () => void (others += 1) });
    // Longer than the lease: by the database's own clock it has been written anew meanwhile.
    const [{ until }] = (await rows<{ until: Date }>(database, `SELECT held_until + interval '100 milliseconds' AS until FROM round`)) as [{ until: Date }];
    while ((await rows(database, `SELECT name FROM round WHERE held_until > $1`, [until])).length === 0) await other.hasten('r');
    expect(others).toBe(0);
    kept.pass();
  });

  it('that is somebody else’s by now tells the round to stop', async () => {
    const begun = gate();
    const told = gate();
    const one = replica(60);
    one.begin({
      name: 'r',
      everyMs: LONG_MS,
      run: async (signal) => {
        signal.addEventListener('abort', () => told.reach());
        begun.reach();
        await told.reached;
      },
    });
    await begun.reached;
    await owner.query(`UPDATE round SET holder = 'another', held_until = clock_timestamp() + interval '1 hour'`);
    await told.reached;
    await one.onApplicationShutdown();
    expect(await standing()).toMatchObject({ holder: 'another' });
  });

  it('is let go of at a stop, and what was not finished is another’s at once', async () => {
    const [begun, next] = [gate(), gate()];
    const one = replica();
    one.begin({
      name: 'r',
      everyMs: LONG_MS,
      run: (signal) => new Promise((resolve) => (signal.addEventListener('abort', () => resolve()), begun.reach())),
    });
    await begun.reached;
    await one.onApplicationShutdown();
    expect(await standing()).toEqual({ holder: null, later: false });
    replica().begin({ name: 'r', everyMs: LONG_MS, run: async () => next.reach() });
    await next.reached;
  });
});
