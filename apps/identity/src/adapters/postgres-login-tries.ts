import { inTransaction, rows } from '@paraph/platform';
import { type DataSource, type EntityManager } from 'typeorm';
import { LoginTries, type TryLimit } from '../domain/ports/login-tries.js';

/** Ends a transaction in which a try was found that is one too many: none of its counts stays. */
class OneTooMany extends Error {
  constructor(readonly waitMs: number) {
    super('no try is left');
  }
}

/** Wrong tries in PostgreSQL, so that every replica knows them, and a restart forgets none. */
export class PostgresLoginTries extends LoginTries {
  constructor(private readonly database: DataSource) {
    super();
  }

  override async isFamiliar(account: string, address: string): Promise<boolean> {
    return (await rows(this.database, `SELECT 1 AS found FROM login_familiar WHERE account = $1 AND address = $2`, [account, address])).length > 0;
  }

  override async begin(limits: readonly TryLimit[], now: Date): Promise<number | undefined> {
    try {
      await inTransaction(this.database, async (transaction) => {
        // In one order everywhere, or two tries would wait for one another.
        for (const limit of inOrder(limits)) await count(transaction, limit, now);
      });
      return undefined;
    } catch (error) {
      if (error instanceof OneTooMany) return error.waitMs;
      throw error;
    }
  }

  override async succeeded(limits: readonly TryLimit[], by: { readonly account: string; readonly address: string; readonly now: Date }): Promise<void> {
    const { account, address, now } = by;
    await inTransaction(this.database, async (transaction) => {
      for (const limit of inOrder(limits)) {
        const isOwn = limit.account === account && limit.address === address;
        const sql = isOwn
          ? `DELETE FROM login_try WHERE account = $1 AND address = $2`
          : `UPDATE login_try SET tries = greatest(tries - 1, 0) WHERE account = $1 AND address = $2`;
        await transaction.query(sql, [limit.account, limit.address]);
      }
      await transaction.query(
        `INSERT INTO login_familiar (account, address, last_at) VALUES ($1, $2, $3) ON CONFLICT (account, address) DO UPDATE SET last_at = excluded.last_at`,
        [account, address, now],
      );
    });
  }

  override async purge({ tries, familiar }: { readonly tries: Date; readonly familiar: Date }): Promise<void> {
    await this.database.query(`DELETE FROM login_try WHERE since < $1`, [tries]);
    await this.database.query(`DELETE FROM login_familiar WHERE last_at < $1`, [familiar]);
  }
}

/** @throws OneTooMany */
async function count(transaction: EntityManager, { account, address, most, windowMs }: TryLimit, now: Date): Promise<void> {
  const sql = `
    INSERT INTO login_try (account, address, tries, since) VALUES ($1, $2, 1, $3)
    ON CONFLICT (account, address) DO UPDATE SET
      tries = CASE WHEN login_try.since <= $4 THEN 1 ELSE login_try.tries + 1 END,
      since = CASE WHEN login_try.since <= $4 THEN excluded.since ELSE login_try.since END
    RETURNING tries, since`;
  const begun = new Date(now.getTime() - windowMs);
  const [row] = await rows<{ readonly tries: number; readonly since: Date }>(transaction, sql, [account, address, now, begun]);
  if (row !== undefined && row.tries > most) throw new OneTooMany(row.since.getTime() + windowMs - now.getTime());
}

function inOrder(limits: readonly TryLimit[]): TryLimit[] {
  return limits.toSorted((one, other) => (`${one.account} ${one.address}` < `${other.account} ${other.address}` ? -1 : 1));
}
