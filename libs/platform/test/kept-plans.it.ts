/** Statements that are the same text each time: PostgreSQL parses and plans them once per connection, and finds what is looked up by key through the index. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret } from '@paraph/kernel';
import { startPostgres, type TestPostgres } from '@paraph/testing';
import { DataSource } from 'typeorm';
import { GatheredFinds, inTransaction, type KeyedRows, loadPrepared, openDatabase, rows, rowsAlone } from '../src/index.js';

interface Thing {
  readonly kind: string;
  readonly name: string;
  readonly number: number;
}

interface Plans {
  readonly statement: string;
  readonly kept: number;
  readonly made: number;
}

const THINGS: KeyedRows = { table: 'thing', columns: 'kind, name, number', by: ['kind', 'name'], where: 'number > 0' };

let postgres: TestPostgres;
let database: DataSource;

beforeAll(async () => {
  postgres = await startPostgres();
  const { ownerUrl, url } = await postgres.database('sam');
  const owner = await new DataSource({ type: 'postgres', url: ownerUrl }).initialize();
  await owner.query(`CREATE TABLE thing (kind text NOT NULL, name text NOT NULL, number integer NOT NULL, PRIMARY KEY (kind, name))`);
  // As long as nobody has counted the rows, PostgreSQL guesses.
  await owner.query(`ALTER TABLE thing SET (autovacuum_enabled = false)`);
  await owner.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON thing TO sam`);
  await owner.destroy();
  database = await openDatabase('sam', { url: new Secret(url), connections: 1, statementSeconds: 5 });
});
afterAll(async () => {
  await database.destroy();
  await postgres.stop();
});
beforeEach(async () => {
  await database.query(`DELETE FROM thing`);
  await database.query(`INSERT INTO thing VALUES ('a', 'one', 1), ('a', 'two', 2), ('b', 'one', 3), ('b', 'over', 0)`);
});

const load = () => loadPrepared<Thing>(database, THINGS);
const numbers = (found: readonly Thing[]): number[] => found.map(({ number }) => number).toSorted();

/** The one connection's prepared statements that have this in their text, with how often a kept plan was used and how often one was made. */
const plansOf = (part: string): Promise<Plans[]> =>
  rows<Plans>(
    database,
    `SELECT statement, generic_plans::int AS kept, custom_plans::int AS made FROM pg_prepared_statements WHERE position($1 IN statement) > 0 ORDER BY statement`,
    [part],
  );

describe('rows by their key', () => {
  it.each([
    ['one', [['a', 'two']], [2]],
    [
      'several',
      [
        ['a', 'one'],
        ['b', 'one'],
      ],
      [1, 3],
    ],
    [
      'keys whose parts stand the other way round, or belong to different rows',
      [
        ['one', 'a'],
        ['b', 'two'],
        ['a', 'one'],
      ],
      [1],
    ],
    ['none', [], []],
    ['one that is not there', [['c', 'one']], []],
    ['one that is there and is not wanted', [['b', 'over']], []],
    [
      'that one among others',
      [
        ['b', 'over'],
        ['a', 'one'],
      ],
      [1],
    ],
  ])('%s', async (_what, keys, found) => {
    expect(numbers(await load()(keys))).toEqual(found);
  });

  it('that cannot be text to PostgreSQL fail, and no other with them', async () => {
    const finds = new GatheredFinds(load(), ({ kind, name }) => [kind, name]);
    const found = await Promise.allSettled([finds.find('a', 'one'), finds.find('a', 'x\ud800'), finds.find('a', 'z\0')]);
    expect(found.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  });

  it('are found by a plan that is kept, one at a time', async () => {
    for (let time = 0; time < 12; time += 1) await load()([['a', 'one']]);
    const [plans] = await plansOf('thing.kind = $1');
    expect(plans?.kept).toBeGreaterThan(0);
  });

  it('are found by the index, several at a time, in a table that nobody has counted', async () => {
    // While it is small; what is kept from then is used for what comes later.
    for (let time = 0; time < 12; time += 1)
      await load()([
        ['c', '1'],
        ['c', '2'],
      ]);
    await database.query(`INSERT INTO thing SELECT 'c', n::text, 1 FROM generate_series(1, 5000) n`);
    const [{ name } = { name: '' }] = await rows<{ name: string }>(
      database,
      `SELECT name FROM pg_prepared_statements WHERE position('unnest' IN statement) > 0 AND position('pg_prepared' IN statement) = 0`,
    );
    const plan = await rows<Record<string, string>>(database, `EXPLAIN EXECUTE "${name}" (ARRAY['c', 'c'], ARRAY['1', '2'])`);
    const text = plan.map((line) => line['QUERY PLAN']).join('\n');
    expect(text).toContain('Index Scan');
    expect(text).not.toContain('Seq Scan');
  });
});

describe('a statement', () => {
  const INSERT = `INSERT INTO thing (kind, name, number) VALUES ('d', $1, 1) RETURNING name`;

  it('in a transaction is prepared, and answers its rows', async () => {
    const made = await inTransaction(database, (transaction) => rows<{ name: string }>(transaction, INSERT, ['one']));
    expect([made, (await plansOf(`VALUES ('d'`)).length]).toEqual([[{ name: 'one' }], 1]);
  });

  it('that stands alone is prepared, and is a transaction of its own', async () => {
    await rowsAlone(database, INSERT.replace(`'d'`, `'e'`), ['one']);
    await expect(rowsAlone(database, INSERT.replace(`'d'`, `'e'`), ['one'])).rejects.toMatchObject({ code: '23505' });
    expect([numbers(await load()([['e', 'one']])), (await plansOf(`VALUES ('e'`)).length]).toEqual([[1], 1]);
  });

  it('that is put together for what is asked is not', async () => {
    await rows(database, `SELECT name FROM thing WHERE kind = 'f' AND number = $1`, [1]);
    expect(await plansOf(`kind = 'f'`)).toEqual([]);
  });

  it('that changes something answers the changed rows, prepared or not', async () => {
    const change = (kind: string) => `UPDATE thing SET number = number + 1 WHERE kind = '${kind}' RETURNING name`;
    const prepared = await inTransaction(database, (transaction) => rows<{ name: string }>(transaction, change('a')));
    expect([prepared.map(({ name }) => name).toSorted(), await rows(database, change('c'))]).toEqual([['one', 'two'], []]);
  });
});
