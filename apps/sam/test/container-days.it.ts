import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { FakeClock } from '@paraph/testing';
import { PostgresAuthorityStates } from '../src/adapters/postgres/postgres-authority-states.js';
import { FakeToken } from './fake-token.js';
import { SamDatabase } from './postgres-stores.js';
import { SamReplica } from './sam-replica.js';
import { Sealing } from './sealing.js';
import { World } from './world.js';

const codeOf = (error: unknown): string => (error instanceof ServiceError ? error.code : String(error));

let database: SamDatabase;
beforeAll(async () => {
  database = await SamDatabase.start();
}, 60_000);
afterAll(() => database?.close());

describe('the day of a container in PostgreSQL', () => {
  let world: Awaited<ReturnType<typeof aWorld>>;
  let sealing: Sealing;
  let replicas: readonly SamReplica[];
  const aWorld = async () => World.over(await database.stores(new FakeClock()), new FakeToken(), new PostgresAuthorityStates(database.source));
  beforeAll(async () => {
    world = await aWorld();
    sealing = await Sealing.make(world, { perDay: 3 });
    replicas = [await SamReplica.of(world), await SamReplica.of(world, { stores: await database.storesOfAnother(new FakeClock()) })];
  });

  const seal = async (document: string, on: SamReplica | undefined): Promise<string> => sealing.run([document], on?.signHash).then(() => 'done', codeOf);

  it('is counted once by two replicas that are asked at the same time', async () => {
    const documents = Array.from({ length: 10 }, (_, at) => `invoice ${at}`);
    const sads: string[] = [];
    for (const one of documents) sads.push(await sealing.sad([one]));
    const before = world.token.counters.signCalls;
    const ends = await Promise.all(
      documents.map(async (one, at) => replicas[at % 2]?.signHash.run(sealing.request(sads[at] ?? '', [one])).then(() => 'done', codeOf)),
    );
    expect(ends.filter((end) => end === 'done')).toHaveLength(3);
    expect(ends.filter((end) => end === 'container.limit')).toHaveLength(7);
    expect(world.token.counters.signCalls - before).toBe(3);
  });

  it('is not begun anew by a row of before, in either', async () => {
    const place = [sealing.containerId];
    const [row] = await database.owner.query<{ version: string; body: string; mac: Buffer }[]>(
      `SELECT version, body, mac FROM authority_state WHERE kind = 'container-day' AND id = $1`,
      place,
    );
    expect(row).toMatchObject({ body: expect.stringContaining('"taken":3') });
    await database.owner.query(`DELETE FROM authority_state WHERE kind = 'container-day' AND id = $1`, place);
    for (const replica of replicas) expect(await seal('one more', replica)).toBe('record.tampered');
    const values = [...place, row?.version, row?.body, row?.mac];
    await database.owner.query(`INSERT INTO authority_state (kind, id, version, body, mac) VALUES ('container-day', $1, $2, $3, $4)`, values);
    for (const replica of replicas) expect(await seal('one more', replica)).toBe('container.limit');
  });

  it('is not forgotten by the role the SAM runs as', async () => {
    await expect(database.source.query(`DELETE FROM authority_state WHERE kind = 'container-day'`)).rejects.toThrow(/permission denied/);
  });
});
