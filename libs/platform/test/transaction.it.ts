/** Transactions whose statements are asked for without waiting in between: what fails undoes all, whatever was sent behind it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret } from '@paraph/kernel';
import { startPostgres, type TestPostgres } from '@paraph/testing';
import { DataSource, type EntityManager } from 'typeorm';
import { inTransaction, openDatabase, preparedLook, preparedRows, rows } from '../src/index.js';
import { sendLast } from '../src/database/transaction.js';

let postgres: TestPostgres;
let database: DataSource;
let plainUrl: string;

beforeAll(async () => {
  postgres = await startPostgres();
  const { ownerUrl, url } = await postgres.database('sam');
  plainUrl = url;
  const owner = await new DataSource({ type: 'postgres', url: ownerUrl }).initialize();
  await owner.query(`CREATE TABLE thing (name text PRIMARY KEY, number integer NOT NULL CHECK (number > 0))`);
  await owner.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON thing TO sam`);
  await owner.destroy();
  database = await openDatabase('sam', { url: new Secret(url), connections: 3, statementSeconds: 5 });
});
afterAll(async () => {
  await database.destroy();
  await postgres.stop();
});
beforeEach(() => database.query(`DELETE FROM thing`));

const insert = `INSERT INTO thing (name, number) SELECT * FROM unnest($1::text[], $2::integer[])`;
const there = async () => (await rows<{ name: string }>(database, `SELECT name FROM thing ORDER BY name`)).map(({ name }) => name);

describe('a transaction', () => {
  it('commits what it wrote: the control', async () => {
    const answered = await inTransaction(database, async (manager) => {
      await preparedRows(manager, `SELECT name FROM thing FOR UPDATE`);
      await Promise.all([preparedRows(manager, insert, [['a'], [1]]), preparedRows(manager, insert, [['b'], [2]])]);
      return 'answered';
    });
    expect({ answered, there: await there() }).toEqual({ answered: 'answered', there: ['a', 'b'] });
  });

  it('is undone by a throw', async () => {
    const work = inTransaction(database, async (manager) => {
      await preparedRows(manager, `SELECT name FROM thing FOR UPDATE`);
      await preparedRows(manager, insert, [['a'], [1]]);
      throw new Error('thought better of it');
    });
    await expect(work).rejects.toThrow('thought better of it');
    expect(await there()).toEqual([]);
  });

  it.each([0, 1, 2])('is undone by the failure of statement %i of three, and says that one', async (place) => {
    const numbers = [1, 1, 1].map((one, index) => (index === place ? 0 : one));
    const work = inTransaction(database, async (manager) => {
      await preparedRows(manager, `SELECT name FROM thing FOR UPDATE`);
      await Promise.all(numbers.map((number, index) => preparedRows(manager, insert, [[`thing ${index}`], [number]])));
    });
    await expect(work).rejects.toMatchObject({ code: '23514' });
    expect(await there()).toEqual([]);
  });

  it('does not commit what follows a failure that nobody looked at', async () => {
    const work = inTransaction(database, async (manager) => {
      await preparedRows(manager, `SELECT name FROM thing FOR UPDATE`);
      await preparedRows(manager, insert, [['a'], [0]]).catch(() => undefined);
    });
    await expect(work).rejects.toThrow('a statement of the transaction has failed');
  });

  it('has its last statements sent with the commit, in their order', async () => {
    const atOnce = inTransaction(database, async (manager) => {
      await preparedLook(manager, `SELECT name FROM thing FOR UPDATE`);
      expect(sendLast(manager, insert, [['a'], [1]])).toBe(true);
      expect(sendLast(manager, `UPDATE thing SET number = 7 WHERE name = $1`, ['a'])).toBe(true);
      return preparedRows(manager, `SELECT name FROM thing`);
    });
    // They were not there yet when the work asked.
    expect(await atOnce).toEqual([]);
    expect(await rows(database, `SELECT name, number FROM thing`)).toEqual([{ name: 'a', number: 7 }]);
  });

  it('is undone by the failure of what was sent with the commit, and says that', async () => {
    const work = inTransaction(database, async (manager) => {
      await preparedRows(manager, insert, [['a'], [1]]);
      sendLast(manager, insert, [['b'], [0]]);
      sendLast(manager, insert, [['c'], [1]]);
    });
    await expect(work).rejects.toMatchObject({ code: '23514' });
    expect(await there()).toEqual([]);
    // The connection is as good as before.
    for (let tries = 0; tries < 6; tries += 1) await inTransaction(database, async (manager) => void sendLast(manager, insert, [[`again ${tries}`], [1]]));
    expect(await there()).toHaveLength(6);
  });

  it('sends nothing with the commit where the work has thrown', async () => {
    const work = inTransaction(database, async (manager) => {
      sendLast(manager, insert, [['a'], [1]]);
      await Promise.resolve();
      throw new Error('thought better of it');
    });
    await expect(work).rejects.toThrow('thought better of it');
    expect(await there()).toEqual([]);
  });

  it('takes nothing of a manager that is in no transaction of ours', () => {
    expect(sendLast(database.manager, insert, [['a'], [1]])).toBe(false);
  });

  it('sees in a statement behind a lock what was committed while it waited', async () => {
    await database.query(insert, [['a'], [1]]);
    const holder = database.createQueryRunner();
    await holder.startTransaction();
    await holder.query(`UPDATE thing SET number = 2 WHERE name = 'a'`);
    const read = inTransaction(database, async (manager) =>
      Promise.all([
        preparedRows<{ number: number }>(manager, `SELECT number FROM thing WHERE name = 'a' FOR UPDATE`),
        preparedRows<{ count: string }>(manager, `SELECT count(*) FROM thing`),
      ]),
    );
    await holder.query(insert, [['b'], [1]]);
    await new Promise((done) => setTimeout(done, 100));
    await holder.commitTransaction();
    await holder.release();
    expect(await read).toEqual([[{ number: 2 }], [{ count: '2' }]]);
  });

  it('leaves its connection as it was, also a statement that failed when it was first met', async () => {
    const fresh = `SELECT name FROM thing WHERE number = $1`;
    for (let tries = 0; tries < 6; tries += 1) {
      const work = inTransaction(database, async (manager) => {
        await preparedRows(manager, `SELECT name FROM thing FOR UPDATE`);
        await Promise.all([preparedRows(manager, insert, [['a'], [0]]), preparedRows(manager, fresh, [1])]);
      });
      await expect(work).rejects.toMatchObject({ code: '23514' });
    }
    for (let tries = 0; tries < 6; tries += 1) expect(await inTransaction(database, (manager) => preparedRows(manager, fresh, [1]))).toEqual([]);
  });
});

/** The driver's connection: its BEGIN is made one that PostgreSQL does not know, once. */
async function spoilNextBegin(): Promise<void> {
  const runner = database.createQueryRunner();
  const connection = (await runner.connect()) as { query(statement: { text: string }): unknown };
  const query = connection.query.bind(connection);
  connection.query = (statement) => {
    if (statement.text !== 'BEGIN') return query(statement);
    connection.query = query;
    return query({ text: 'BEGIN SOMETHING ELSE' });
  };
  await runner.release();
}

describe('a transaction that could not begin', () => {
  it('sends nothing: the control follows', async () => {
    await spoilNextBegin();
    const write = () => inTransaction(database, (manager) => preparedRows(manager, insert, [['a'], [1]]));
    await expect(write()).rejects.toThrow();
    expect(await there()).toEqual([]);
    await write();
    expect(await there()).toEqual(['a']);
  });

  it.each([
    ['a look in front', (manager: EntityManager) => preparedLook(manager, `SELECT name FROM thing FOR UPDATE`)],
    ['the mapper', (manager: EntityManager) => manager.query(insert, [['b'], [1]])],
    ['what goes with the commit', (manager: EntityManager) => Promise.resolve(sendLast(manager, insert, [['b'], [1]]))],
    ['a look that is not waited for', (manager: EntityManager) => void preparedLook(manager, `SELECT name FROM thing`).catch(() => undefined)],
  ])('sends nothing that changes anything: %s', async (_, first) => {
    await spoilNextBegin();
    const write = () =>
      inTransaction(database, async (manager) => {
        await first(manager);
        await preparedRows(manager, insert, [['a'], [1]]);
      });
    await expect(write()).rejects.toThrow();
    expect(await there()).toEqual([]);
    await write();
    expect(await there()).toContain('a');
  });

  it('says so also where nothing was asked of it but a look', async () => {
    await spoilNextBegin();
    await expect(inTransaction(database, (manager) => preparedLook(manager, `SELECT name FROM thing`))).rejects.toThrow('syntax error');
  });
});

describe('a database that somebody opened his own way', () => {
  let plain: DataSource;
  beforeAll(async () => {
    plain = await new DataSource({ type: 'postgres', url: plainUrl }).initialize();
  });
  afterAll(() => plain.destroy());

  it('has the same transactions, one statement after the other', async () => {
    await inTransaction(plain, async (manager) => {
      await preparedLook(manager, `SELECT name FROM thing FOR UPDATE`);
      sendLast(manager, insert, [['b'], [1]]);
      await preparedRows(manager, insert, [['a'], [1]]);
    });
    expect(await there()).toEqual(['a', 'b']);
    const work = inTransaction(plain, async (manager) => {
      await preparedRows(manager, insert, [['c'], [1]]);
      sendLast(manager, insert, [['d'], [0]]);
    });
    await expect(work).rejects.toMatchObject({ code: '23514' });
    expect(await there()).toEqual(['a', 'b']);
  });
});
