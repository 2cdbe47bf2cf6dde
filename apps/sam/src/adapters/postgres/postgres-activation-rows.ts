import { rows } from '@paraph/platform';
import { type DataSource } from 'typeorm';
import {
  ActivationRows,
  type ActivationRow,
  type ActivationState,
  type LockedActivation,
  type SealedText,
  type SealedTexts,
  type StoredProgress,
} from '../../domain/ports/activation-rows.js';
import type { Transaction } from '../../domain/ports/transactions.js';
import { managerOf } from './postgres-transactions.js';

interface Stored {
  readonly client_id: string;
  readonly credential_id: string;
  readonly draft: string;
  readonly draft_mac: Buffer;
  readonly completion: string | null;
  readonly completion_mac: Buffer | null;
  readonly extension: string | null;
  readonly extension_mac: Buffer | null;
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
    const { activationId, clientId, credentialId, draft, draftMac, state, occurrences, progressMac, expiresAt } = row;
    await managerOf(transaction).query(
      `INSERT INTO activation (activation_id, client_id, credential_id, draft, draft_mac, state, occurrences, progress_mac, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [activationId, clientId, credentialId, draft, Buffer.from(draftMac), state, occurrences, Buffer.from(progressMac), expiresAt],
    );
  }

  override async find(activationId: string): Promise<ActivationRow | undefined> {
    const [row] = await rows<Stored>(
      this.database,
      `SELECT client_id, credential_id, draft, draft_mac, completion, completion_mac, extension, extension_mac, state, occurrences, progress_mac, expires_at
       FROM activation WHERE activation_id = $1`,
      [activationId],
    );
    if (!row) return undefined;
    return {
      activationId,
      clientId: row.client_id,
      credentialId: row.credential_id,
      draft: row.draft,
      draftMac: new Uint8Array(row.draft_mac),
      ...textsOf(row),
      state: row.state,
      occurrences: row.occurrences,
      progressMac: new Uint8Array(row.progress_mac),
      expiresAt: row.expires_at,
    };
  }

  override async lock(transaction: Transaction, activationId: string): Promise<LockedActivation | undefined> {
    const [row] = await rows<Omit<Stored, 'client_id' | 'credential_id' | 'draft' | 'draft_mac' | 'expires_at'>>(
      managerOf(transaction),
      `SELECT state, occurrences, progress_mac, completion, completion_mac, extension, extension_mac FROM activation WHERE activation_id = $1 FOR UPDATE`,
      [activationId],
    );
    return row && { state: row.state, occurrences: row.occurrences, progressMac: new Uint8Array(row.progress_mac), ...textsOf(row) };
  }

  override async countOpen({ credentialId, clientId }: { readonly credentialId: string; readonly clientId: string }, now: Date) {
    const [row] = await rows<{ readonly credential: string; readonly client: string }>(
      this.database,
      `SELECT count(*) FILTER (WHERE credential_id = $1) AS credential, count(*) FILTER (WHERE client_id = $2) AS client
       FROM activation WHERE state = 'draft' AND expires_at > $3 AND (credential_id = $1 OR client_id = $2)`,
      [credentialId, clientId, now],
    );
    return { ofCredential: Number(row?.credential ?? 0), ofClient: Number(row?.client ?? 0) };
  }

  override async ofCredential(credentialId: string, limit: number): Promise<readonly string[]> {
    const found = await rows<{ readonly activation_id: string }>(
      this.database,
      `SELECT activation_id FROM activation WHERE credential_id = $1 ORDER BY opened_at DESC LIMIT $2`,
      [credentialId, limit],
    );
    return found.map(({ activation_id: activationId }) => activationId);
  }

  override async advance(transaction: Transaction, activationId: string, progress: StoredProgress & SealedTexts): Promise<void> {
    const { state, occurrences, progressMac, completion, extension } = progress;
    const manager = managerOf(transaction);
    await manager.query(`UPDATE activation SET state = $2, occurrences = $3, progress_mac = $4 WHERE activation_id = $1`, [
      activationId,
      state,
      occurrences,
      Buffer.from(progressMac),
    ]);
    const texts = { completion, extension };
    for (const [column, sealed] of Object.entries(texts)) {
      if (!sealed) continue;
      await manager.query(`UPDATE activation SET ${column} = $2, ${column}_mac = $3 WHERE activation_id = $1`, [
        activationId,
        sealed.text,
        Buffer.from(sealed.mac),
      ]);
    }
  }
}

// A text without a MAC is one with a wrong MAC.
function textsOf(row: Pick<Stored, 'completion' | 'completion_mac' | 'extension' | 'extension_mac'>): SealedTexts {
  const sealed = (text: string | null, mac: Buffer | null): SealedText | undefined => (text === null ? undefined : { text, mac: new Uint8Array(mac ?? []) });
  const completion = sealed(row.completion, row.completion_mac);
  const extension = sealed(row.extension, row.extension_mac);
  return { ...(completion && { completion }), ...(extension && { extension }) };
}
