import type { DataSource, EntityManager, QueryRunner } from 'typeorm';

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
  /** Keeps back what follows until the transaction has begun; only a look is sent at once. */
  holdUntil(begun: Promise<unknown>): void;
  /** Whoever began is done: where his transaction did not begin, everything was refused until here. */
  holdNothing(): void;
  query(statement: Statement): Promise<{ readonly rows: readonly object[]; readonly command: string }>;
}

const connections = new WeakMap<EntityManager, Connection>();

/** The connection of a manager that was made here. With it statements are sent in the order they are asked for. */
export function connectionOf(manager: EntityManager): Connection | undefined {
  return connections.get(manager);
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
