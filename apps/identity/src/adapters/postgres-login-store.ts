import { inTransaction, type Outbox, rows } from '@paraph/platform';
import { type DataSource } from 'typeorm';
import type { LoginAccount } from '../domain/logins/login-account.js';
import type { IdentityEvent } from '../domain/ports/events.js';
import { LoginStore } from '../domain/ports/login-store.js';

interface AccountRow {
  readonly user_name: string;
  readonly client_id: string;
  readonly signer_id: string;
  readonly password_hash: string;
}

const COLUMNS = 'user_name, client_id, signer_id, password_hash';

/** Login accounts in PostgreSQL. */
export class PostgresLoginStore extends LoginStore {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox<'identity'>,
  ) {
    super();
  }

  override add({ userName, clientId, signerId, passwordHash }: LoginAccount, event: IdentityEvent): Promise<boolean> {
    return inTransaction(this.database, async (transaction) => {
      const sql = `INSERT INTO login_account (${COLUMNS}) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING user_name`;
      const added = await rows(transaction, sql, [userName, clientId, signerId, passwordHash]);
      if (added.length > 0) await this.outbox.record(transaction, event);
      return added.length > 0;
    });
  }

  override async find(userName: string): Promise<LoginAccount | undefined> {
    const [row] = await rows<AccountRow>(this.database, `SELECT ${COLUMNS} FROM login_account WHERE user_name = $1`, [userName]);
    return row && { userName: row.user_name, clientId: row.client_id, signerId: row.signer_id, passwordHash: row.password_hash };
  }

  override async replaceHash(userName: string, { from, to }: { readonly from: string; readonly to: string }): Promise<void> {
    await this.database.query(`UPDATE login_account SET password_hash = $3 WHERE user_name = $1 AND password_hash = $2`, [userName, from, to]);
  }
}
