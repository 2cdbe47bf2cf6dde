import { rows } from '@paraph/platform';
import { type DataSource } from 'typeorm';
import { ActivationRows, type ActivationRow, type ActivationState, type SealedText, type StoredProgress } from '../../domain/ports/activation-rows.js';
import type { Transaction } from '../../domain/ports/transactions.js';
import { managerOf } from './postgres-transactions.js';

interface Stored {
  readonly draft: string;
  readonly draft_mac: Buffer;
  readonly completion: string | null;
  readonly completion_mac: Buffer | null;
  readonly state: ActivationState;
  readonly occurrences: string;
  readonly progress_mac: Buffer;
  readonly expires_at: Date;
}

/** Activations in PostgreSQL, one row each; the row's lock decides who is first. */
export class PostgresActivationRows extends ActivationRows {
  constructor(private readonly database: DataSource) {
    super();
  }

  override async insert(transaction: Transaction, row: ActivationRow): Promise<void> {
    const { activationId, draft, draftMac, state, occurrences, progressMac, expiresAt } = row;
    await managerOf(transaction).query(
      `INSERT INTO activation (activation_id, draft, draft_mac, state, occurrences, progress_mac, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [activationId, draft, Buffer.from(draftMac), state, occurrences, Buffer.from(progressMac), expiresAt],
    );
  }

  override async find(activationId: string): Promise<ActivationRow | undefined> {
    const [row] = await rows<Stored>(
      this.database,
      `SELECT draft, draft_mac, completion, completion_mac, state, occurrences, progress_mac, expires_at FROM activation WHERE activation_id = $1`,
      [activationId],
    );
    if (!row) return undefined;
    const { completion, completion_mac: mac } = row;
    return {
      activationId,
      draft: row.draft,
      draftMac: new Uint8Array(row.draft_mac),
      // A completion without a MAC is one with a wrong MAC.
      ...(completion === null ? {} : { completion: { text: completion, mac: new Uint8Array(mac ?? []) } }),
      state: row.state,
      occurrences: row.occurrences,
      progressMac: new Uint8Array(row.progress_mac),
      expiresAt: row.expires_at,
    };
  }

  override async lock(transaction: Transaction, activationId: string): Promise<StoredProgress | undefined> {
    const [row] = await rows<Pick<Stored, 'state' | 'occurrences' | 'progress_mac'>>(
      managerOf(transaction),
      `SELECT state, occurrences, progress_mac FROM activation WHERE activation_id = $1 FOR UPDATE`,
      [activationId],
    );
    return row && { state: row.state, occurrences: row.occurrences, progressMac: new Uint8Array(row.progress_mac) };
  }

  override async advance(transaction: Transaction, activationId: string, progress: StoredProgress & { readonly completion?: SealedText }): Promise<void> {
    const { state, occurrences, progressMac, completion } = progress;
    const manager = managerOf(transaction);
    await manager.query(`UPDATE activation SET state = $2, occurrences = $3, progress_mac = $4 WHERE activation_id = $1`, [
      activationId,
      state,
      occurrences,
      Buffer.from(progressMac),
    ]);
    if (!completion) return;
    await manager.query(`UPDATE activation SET completion = $2, completion_mac = $3 WHERE activation_id = $1`, [
      activationId,
      completion.text,
      Buffer.from(completion.mac),
    ]);
  }
}
