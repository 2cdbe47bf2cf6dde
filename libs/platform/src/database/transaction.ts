import type { DataSource, EntityManager } from 'typeorm';
import { traced } from '../tracing/traced.js';
import { onConnection, type Connection, type Statement } from './connection.js';
import { nameOf } from './prepared-rows.js';

/**
 * Does `work` in one transaction: committed when it resolves, undone when it throws. Statements may be asked for without waiting in between:
 * they are sent in that order, and after the first that fails PostgreSQL does none of those behind it.
 */
export async function inTransaction<T>(database: DataSource, work: (manager: EntityManager) => Promise<T>): Promise<T> {
  return traced({ name: 'transaction', kind: 'internal', attributes: { 'db.system.name': 'postgresql' } }, () => begun(database, work));
}

/** What is sent together with the COMMIT, by the manager of the transaction. */
const lasts = new WeakMap<EntityManager, Statement[]>();

/**
 * Has a statement sent together with the COMMIT, so that a lock it takes is held for no journey; where it fails nothing is committed, and the
 * transaction says why. Its rows are nobody's. False where no transaction was begun here: then the caller sends it.
 */
export function sendLast(manager: EntityManager, sql: string, parameters: readonly unknown[]): boolean {
  const last = lasts.get(manager);
  last?.push({ name: nameOf(sql), text: sql, values: parameters });
  return last !== undefined;
}

function begun<T>(database: DataSource, work: (manager: EntityManager) => Promise<T>): Promise<T> {
  return onConnection(database, async (manager, connection) => {
    const last: Statement[] = [];
    const begin = connection.query({ text: 'BEGIN' });
    // Outside of a transaction each statement would be one of its own: where it did not begin, nothing that changes anything is sent.
    if (connection.held) connection.held.until(begin);
    else await begin;
    lasts.set(manager, last);
    try {
      const result = await work(manager);
      await begin;
      lasts.delete(manager);
      await commit(connection, last);
      return result;
    } catch (error) {
      lasts.delete(manager);
      await begin.catch(() => undefined);
      connection.held?.free();
      await connection.query({ text: 'ROLLBACK' }).catch(() => undefined);
      throw error;
    }
  });
}

async function commit(connection: Connection, last: readonly Statement[]): Promise<void> {
  const sent: Promise<unknown>[] = [];
  for (const statement of last) {
    const answer = connection.query(statement);
    sent.push(answer);
    if (!connection.held) await answer;
  }
  const [{ command }] = await Promise.all([connection.query({ text: 'COMMIT' }), ...sent]);
  // What PostgreSQL answers to whoever commits after a statement has failed.
  if (command !== 'COMMIT') throw new Error('a statement of the transaction has failed');
}
