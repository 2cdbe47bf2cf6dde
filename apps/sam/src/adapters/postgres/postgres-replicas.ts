import { rows } from '@paraph/platform';
import { DataSource, type QueryRunner } from 'typeorm';
import { Replicas } from '../../domain/ports/replicas.js';

/** One at a time joins or leaves. */
const GATE = 881_210;
/** Held, together with others, by whoever is there. */
const THERE = 881_211;

/**
 * Replicas that know of one another by advisory locks of sessions: a process that dies lets go of its own, without a word. They
 * stand on a connection of their own, so that neither a transaction nor an idle pool ends them.
 */
export class PostgresReplicas extends Replicas {
  private connection: QueryRunner | undefined;
  private source: DataSource | undefined;
  private isThere = false;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly database: DataSource) {
    super();
  }

  override join(inside: (isAlone: boolean) => Promise<void>): Promise<void> {
    return this.inTurn(() => this.enter(inside));
  }

  override leave(inside: (isLast: boolean) => Promise<void>): Promise<void> {
    return this.inTurn(async () => {
      const session = await this.session();
      await this.throughGate(session, async () => {
        if (this.isThere) await session.query('SELECT pg_advisory_unlock_shared($1)', [THERE]);
        this.isThere = false;
        const isLast = await this.tryAlone(session);
        try {
          await inside(isLast);
        } finally {
          if (isLast) await session.query('SELECT pg_advisory_unlock($1)', [THERE]);
        }
      });
    });
  }

  override stay(): Promise<boolean> {
    return this.inTurn(async () => {
      try {
        await (await this.session()).query('SELECT 1');
        if (this.isThere) return false;
      } catch {
        await this.drop();
      }
      // Whoever comes back was there all the time: it burns nothing.
      await this.enter(() => Promise.resolve());
      return true;
    });
  }

  override close(): Promise<void> {
    return this.inTurn(() => this.drop());
  }

  private async enter(inside: (isAlone: boolean) => Promise<void>): Promise<void> {
    const session = await this.session();
    await this.throughGate(session, async () => {
      const isAlone = await this.tryAlone(session);
      try {
        await inside(isAlone);
        if (!this.isThere) await session.query('SELECT pg_advisory_lock_shared($1)', [THERE]);
        this.isThere = true;
      } finally {
        if (isAlone) await session.query('SELECT pg_advisory_unlock($1)', [THERE]);
      }
    });
  }

  private async throughGate(session: QueryRunner, work: () => Promise<void>): Promise<void> {
    await session.query('SELECT pg_advisory_lock($1)', [GATE]);
    try {
      await work();
    } finally {
      // A connection that is gone has let go of everything.
      await session.query('SELECT pg_advisory_unlock($1)', [GATE]).catch(() => this.drop());
    }
  }

  private async tryAlone(session: QueryRunner): Promise<boolean> {
    const [row] = await rows<{ readonly free: boolean }>(session, 'SELECT pg_try_advisory_lock($1) AS free', [THERE]);
    return row?.free ?? false;
  }

  private async session(): Promise<QueryRunner> {
    if (this.connection && !this.connection.isReleased) return this.connection;
    await this.drop();
    // As impatient as every other connection, so that a server that is gone is noticed; only the gate may be waited for longer than a row.
    const extra = { ...(this.database.options.extra as object | undefined), lock_timeout: undefined };
    this.source = await new DataSource({ ...this.database.options, poolSize: 1, extra } as typeof this.database.options).initialize();
    this.connection = this.source.createQueryRunner();
    await this.connection.connect();
    return this.connection;
  }

  private async drop(): Promise<void> {
    const { source } = this;
    [this.connection, this.source, this.isThere] = [undefined, undefined, false];
    await source?.destroy().catch(() => undefined);
  }

  /** A session does one thing at a time. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    return done;
  }
}
