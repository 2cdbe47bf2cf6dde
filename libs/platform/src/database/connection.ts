import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import type { HeldStatements } from './held-statements.js';

/** A statement as the driver takes it: one with a name is parsed and planned once per connection. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly unknown[];
  /** It changes nothing, so that it may be sent together with the BEGIN in front of it. */
  readonly isLook?: boolean;
}

/** What of the driver's connection is used here (`pg`). */
export interface Connection {
  /** What keeps back changes until a transaction has begun; absent where somebody opened the database his own way, and each statement has to be waited for. */
  readonly held?: HeldStatements;
  query(statement: Statement): Promise<{ readonly rows: readonly object[]; readonly command: string }>;
}

const connections = new WeakMap<object, Connection>();

/** The connection of a manager that was made here. With it statements are sent in the order they are asked for. */
export function connectionOf(manager: EntityManager): Connection | undefined {
  return connections.get(manager);
}

/** Whether a manager was made here, so that it has a connection of its own. Services without a database load this as well: TypeORM is a type here, and no module. */
export function hasConnection(manager: object): manager is EntityManager {
  return connections.has(manager);
}

/** Does something on one connection. */
export async function onConnection<T>(database: DataSource, work: (manager: EntityManager, connection: Connection) => Promise<T>): Promise<T> {
  const runner = database.createQueryRunner();
  try {
    const connection = await connect(runner);
    return await work(runner.manager, connection);
  } finally {
    await runner.release();
  }
}

async function connect(runner: QueryRunner): Promise<Connection> {
  // The driver is `pg`.
  const connection = (await runner.connect()) as Connection;
  connections.set(runner.manager, connection);
  return connection;
}
