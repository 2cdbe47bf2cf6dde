import { rows } from '@paraph/platform';
import { type DataSource } from 'typeorm';
import { changeStates } from '../../domain/changes/change.js';
import { ChangeRows, type ChangeRow, type StoredChangeProgress } from '../../domain/changes/change-rows.js';
import type { Transaction } from '../../domain/ports/transactions.js';
import { managerOf } from './postgres-transactions.js';

interface Row {
  readonly change_id: string;
  readonly credential_id: string;
  readonly draft: string;
  readonly draft_mac: Buffer;
  readonly state: string;
  readonly progress: string;
  readonly progress_mac: Buffer;
  readonly expires_at: Date;
}

const COLUMNS = 'change_id, credential_id, draft, draft_mac, state, progress, progress_mac, expires_at';

/** Changes of credentials in PostgreSQL. */
export class PostgresChangeRows extends ChangeRows {
  constructor(private readonly database: DataSource) {
    super();
  }

  override async insert(transaction: Transaction, row: ChangeRow): Promise<void> {
    const { changeId, credentialId, draft, draftMac, state, progress, progressMac, expiresAt } = row;
    await managerOf(transaction).query(`INSERT INTO credential_change (${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, [
      changeId,
      credentialId,
      draft,
      Buffer.from(draftMac),
      state,
      progress,
      Buffer.from(progressMac),
      expiresAt,
    ]);
  }

  override async find(changeId: string): Promise<ChangeRow | undefined> {
    const [row] = await rows<Row>(this.database, `SELECT ${COLUMNS} FROM credential_change WHERE change_id = $1`, [changeId]);
    return row && toRow(row);
  }

  override async countOpen(credentialId: string, now: Date): Promise<number> {
    const [row] = await rows<{ readonly open: string }>(
      this.database,
      `SELECT count(*) AS open FROM credential_change WHERE credential_id = $1 AND state = 'open' AND expires_at > $2`,
      [credentialId, now],
    );
    return Number(row?.open ?? 0);
  }

  override async advance(
    transaction: Transaction,
    changeId: string,
    { from, to }: { readonly from: Uint8Array; readonly to: StoredChangeProgress },
  ): Promise<boolean> {
    const changed = await rows(
      managerOf(transaction),
      `UPDATE credential_change SET state = $3, progress = $4, progress_mac = $5
       WHERE change_id = $1 AND state = 'open' AND progress_mac = $2 RETURNING change_id`,
      [changeId, Buffer.from(from), to.state, to.progress, Buffer.from(to.progressMac)],
    );
    return changed.length === 1;
  }

  override async abandon(transaction: Transaction, changeId: string): Promise<boolean> {
    const changed = await rows(
      managerOf(transaction),
      `UPDATE credential_change SET state = 'abandoned', progress_mac = '' WHERE change_id = $1 AND state = 'open' RETURNING change_id`,
      [changeId],
    );
    return changed.length === 1;
  }
}

function toRow(row: Row): ChangeRow {
  const state = changeStates.find((one) => one === row.state);
  if (state === undefined) throw new Error('the table holds a state the code does not know');
  return {
    changeId: row.change_id,
    credentialId: row.credential_id,
    draft: row.draft,
    draftMac: new Uint8Array(row.draft_mac),
    state,
    progress: row.progress,
    progressMac: new Uint8Array(row.progress_mac),
    expiresAt: row.expires_at,
  };
}
