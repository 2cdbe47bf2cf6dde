import type { DataSource, EntityManager } from 'typeorm';
import { onConnection, type Connection } from './connection.js';

/** How a transaction begins. */
export interface Beginning {
  /** Its first statements change nothing, and what does is sent after their answers. Then they need not wait until it has begun. */
  readonly readsFirst?: boolean;
}

/**
 * Does `work` in one transaction: committed when it resolves, undone when it throws. Statements that are not waited for travel together
 * (`preparedRows`); after the first that fails, PostgreSQL does none of those behind it.
 */
export async function inTransaction<T>(database: DataSource, work: (manager: EntityManager) => Promise<T>, { readsFirst = false }: Beginning = {}): Promise<T> {
  return onConnection(database, async (manager, connection) => {
    const begun = begin(connection);
    if (!readsFirst) await begun;
    try {
      const result = await work(manager);
      await begun;
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

/** Outside of a transaction each statement would be one of its own: where it did not begin, nothing more is sent. */
function begin(connection: Connection): Promise<unknown> {
  const begun = connection.query({ text: 'BEGIN' });
  begun.catch(() => connection.connection?.stream?.destroy());
  return begun;
}
