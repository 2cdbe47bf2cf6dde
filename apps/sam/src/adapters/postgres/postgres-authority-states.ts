import { rows, rowsAlone } from '@paraph/platform';
import { type DataSource } from 'typeorm';
import { AuthorityStateRows, type StatePlace, type StoredState } from '../../domain/authority-state/authority-state-rows.js';
import type { Transaction } from '../../domain/ports/transactions.js';
import { managerOf } from './postgres-transactions.js';

/** Beside a hash of the place, the number of the lock that holds it. The locks of one number have numbers of their own. */
const LOCK_SPACE = 881_204;

interface StateRow {
  /** A bigint arrives as text. */
  readonly version: string;
  readonly body: string;
  readonly mac: Buffer;
}

const SELECT = `SELECT version, body, mac FROM authority_state WHERE kind = $1 AND id = $2`;

/** What the authority keys last signed, in PostgreSQL. */
export class PostgresAuthorityStates extends AuthorityStateRows {
  constructor(private readonly database: DataSource) {
    super();
  }

  override async find({ kind, id }: StatePlace): Promise<StoredState | undefined> {
    const [row] = await rowsAlone<StateRow>(this.database, SELECT, [kind, id]);
    return row && toState(row);
  }

  override async lock(transaction: Transaction, { kind, id }: StatePlace): Promise<StoredState | undefined> {
    const manager = managerOf(transaction);
    // Not the row: the first of all is to wait for nobody and to be waited for. Two places on one number only wait.
    await rows(manager, 'SELECT pg_advisory_xact_lock($1::integer, hashtext($2))', [LOCK_SPACE, `${kind}/${id}`]);
    const [row] = await rows<StateRow>(manager, SELECT, [kind, id]);
    return row && toState(row);
  }

  override async share(transaction: Transaction, { kind, id }: StatePlace): Promise<StoredState | undefined> {
    const manager = managerOf(transaction);
    await rows(manager, 'SELECT pg_advisory_xact_lock_shared($1::integer, hashtext($2))', [LOCK_SPACE, `${kind}/${id}`]);
    const [row] = await rows<StateRow>(manager, SELECT, [kind, id]);
    return row && toState(row);
  }

  override async write(transaction: Transaction, { kind, id }: StatePlace, { version, body, mac }: StoredState): Promise<void> {
    await rows(
      managerOf(transaction),
      `INSERT INTO authority_state (kind, id, version, body, mac) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (kind, id) DO UPDATE SET version = excluded.version, body = excluded.body, mac = excluded.mac`,
      [kind, id, version, body, Buffer.from(mac)],
    );
  }
}

function toState({ version, body, mac }: StateRow): StoredState {
  return { version: Number(version), body, mac: new Uint8Array(mac) };
}
