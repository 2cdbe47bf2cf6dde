import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { FakeClock } from '@paraph/testing';
import { PostgresReplicas } from '../src/adapters/postgres/postgres-replicas.js';
import { SamDatabase } from './postgres-stores.js';

let database: SamDatabase;
const open: PostgresReplicas[] = [];

beforeAll(async () => {
  database = await SamDatabase.start();
  await database.stores(new FakeClock());
});

afterEach(() => Promise.all(open.splice(0).map((replica) => replica.close())));
afterAll(() => database.close());

const replica = (): PostgresReplicas => {
  const made = new PostgresReplicas(database.source);
  open.push(made);
  return made;
};
const join = async (one: PostgresReplicas): Promise<boolean> => {
  let alone: boolean | undefined;
  await one.join(async (isAlone) => void (alone = isAlone));
  return alone ?? false;
};
const leave = async (one: PostgresReplicas): Promise<boolean> => {
  let last: boolean | undefined;
  await one.leave(async (isLast) => void (last = isLast));
  return last ?? false;
};
/** The database ends every connection that stands for a replica, as a restart does. */
const cutOff = () =>
  database.source.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = 881211)`,
  );

describe('replicas that know of one another by PostgreSQL', () => {
  it('tell who is the first and who is the last', async () => {
    const [one, other] = [replica(), replica()];
    expect(await join(one)).toBe(true);
    expect(await join(one)).toBe(true);
    expect(await join(other)).toBe(false);
    expect(await leave(one)).toBe(false);
    expect(await leave(other)).toBe(true);
    expect(await join(replica())).toBe(true);
  });

  it('of several that begin together, tell one of them that it is alone', async () => {
    const many = Array.from({ length: 6 }, replica);
    const alone = await Promise.all(many.map(join));
    expect(alone.filter(Boolean)).toHaveLength(1);
  });

  it('count as gone when their process is, without a word', async () => {
    const one = replica();
    await join(one);
    await one.close();
    expect(await join(replica())).toBe(true);
  });

  it('have not joined when what is to be done first fails', async () => {
    const one = replica();
    await expect(one.join(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await join(replica())).toBe(true);
  });

  it('come back after the database ended their connection, and burn nothing by it', async () => {
    const [one, other] = [replica(), replica()];
    await join(one);
    await join(other);
    expect(await one.stay()).toBe(false);
    await cutOff();
    expect(await one.stay()).toBe(true);
    expect(await other.stay()).toBe(true);
    expect(await one.stay()).toBe(false);
    expect(await join(replica())).toBe(false);
  });

  it('work on after that in everything else', async () => {
    const one = replica();
    await join(one);
    await cutOff();
    await one.stay();
    expect(await leave(one)).toBe(true);
  });
});
