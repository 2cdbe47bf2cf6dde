import type { DataSource, EntityManager } from 'typeorm';
import { traced } from '../tracing/traced.js';
import { onConnection } from './connection.js';

/**
 * Does `work` in one transaction: committed when it resolves, undone when it throws. Statements may be asked for without waiting in between:
 * they are sent in that order, each after the answer to the one before, and after the first that fails PostgreSQL does none of those behind it.
 */
export async function inTransaction<T>(database: DataSource, work: (manager: EntityManager) => Promise<T>): Promise<T> {
  return traced({ name: 'transaction', kind: 'internal', attributes: { 'db.system.name': 'postgresql' } }, () => begun(database, work));
}

function begun<T>(database: DataSource, work: (manager: EntityManager) => Promise<T>): Promise<T> {
  return onConnection(database, async (manager, connection) => {
    // Outside of a transaction each statement would be one of its own: where it did not begin, nothing is sent.
    await connection.query({ text: 'BEGIN' });
    try {
      const result = await work(manager);
      const { command } = await connection.query({ text: 'COMMIT' });
      // What PostgreSQL answers to whoever commits after a statement has failed.
      if (command !== 'COMMIT') throw new Error('a statement of the transaction has failed');
      return result;
    } catch (error) {
      await connection.query({ text: 'ROLLBACK' }).catch(() => undefined);
      throw error;
    }
  });
}
