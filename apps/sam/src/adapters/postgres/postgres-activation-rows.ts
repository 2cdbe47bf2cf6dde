import { BUSY_PACE_MS, GatheredFinds, type KeyedRows, loadPrepared, preparedLook, preparedRows, rows, rowsAlone } from '@paraph/platform';
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
  readonly activation_id: string;
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
  readonly version: number;
  readonly edition: number;
  readonly progress_mac: Buffer;
  readonly expires_at: Date;
}

const COLUMNS = `activation_id, client_id, credential_id, draft, draft_mac, completion, completion_mac, extension, extension_mac, state, occurrences, version,
  edition, progress_mac, expires_at`;

/** Activations in PostgreSQL, one row each; the row's lock decides who is first. */
export class PostgresActivationRows extends ActivationRows {
  private readonly finds: GatheredFinds<Stored>;

  constructor(private readonly database: DataSource) {
    super();
    const byId: KeyedRows = { table: 'activation', columns: COLUMNS, by: ['activation_id'] };
    this.finds = new GatheredFinds(loadPrepared<Stored>(database, byId), (row) => [row.activation_id], BUSY_PACE_MS);
  }

  override async insert(transaction: Transaction, row: ActivationRow): Promise<void> {
    const { activationId, clientId, credentialId, draft, draftMac, state, occurrences, version, progressMac, completion, expiresAt } = row;
    const progress = [state, occurrences, version, Buffer.from(progressMac)];
    await rows(
      managerOf(transaction),
      `INSERT INTO activation
         (activation_id, client_id, credential_id, draft, draft_mac, state, occurrences, version, progress_mac, expires_at, completion, completion_mac)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        ...[activationId, clientId, credentialId, draft, Buffer.from(draftMac)],
        ...progress,
        expiresAt,
        ...(completion ? [completion.text, Buffer.from(completion.mac)] : [null, null]),
      ],
    );
  }

  override async find(activationId: string): Promise<ActivationRow | undefined> {
    const row = await this.finds.find(activationId);
    if (!row) return undefined;
    return {
      activationId,
      clientId: row.client_id,
      credentialId: row.credential_id,
      draft: row.draft,
      draftMac: new Uint8Array(row.draft_mac),
      ...textsOf(row),
      ...progressOf(row),
      expiresAt: row.expires_at,
    };
  }

  override async lock(transaction: Transaction, activationId: string): Promise<LockedActivation | undefined> {
    const [row] = await preparedLook<Omit<Stored, 'activation_id' | 'client_id' | 'credential_id' | 'draft' | 'draft_mac' | 'expires_at'>>(
      managerOf(transaction),
      `SELECT state, occurrences, version, edition, progress_mac, completion, completion_mac, extension, extension_mac FROM activation WHERE activation_id = $1 FOR UPDATE`,
      [activationId],
    );
    return row && { ...progressOf(row), ...textsOf(row) };
  }

  override async lockAll(transaction: Transaction, activationIds: readonly string[]): Promise<ReadonlyMap<string, StoredProgress>> {
    const found = await preparedLook<StoredLetters & { readonly activation_id: string }>(
      managerOf(transaction),
      `SELECT activation_id, state, occurrences, version, edition, progress_mac FROM activation WHERE activation_id = ANY($1) ORDER BY activation_id FOR UPDATE`,
      [activationIds],
    );
    return new Map(found.map((row) => [row.activation_id, progressOf(row)]));
  }

  override async advanceAll(transaction: Transaction, progress: ReadonlyMap<string, StoredProgress>): Promise<void> {
    if (progress.size === 0) return;
    const all = [...progress.values()];
    await preparedRows(
      managerOf(transaction),
      `UPDATE activation SET state = next.state, occurrences = next.occurrences, version = next.version, progress_mac = next.progress_mac
       FROM unnest($1::text[], $2::text[], $3::text[], $4::integer[], $5::bytea[]) AS next (activation_id, state, occurrences, version, progress_mac)
       WHERE activation.activation_id = next.activation_id`,
      [
        [...progress.keys()],
        all.map(({ state }) => state),
        all.map(({ occurrences }) => occurrences),
        all.map(({ version }) => version),
        all.map(({ progressMac }) => Buffer.from(progressMac)),
      ],
    );
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
    const found = await rowsAlone<{ readonly activation_id: string }>(
      this.database,
      `SELECT activation_id FROM activation WHERE credential_id = $1 ORDER BY opened_at DESC LIMIT $2`,
      [credentialId, limit],
    );
    return found.map(({ activation_id: activationId }) => activationId);
  }

  override async advance(transaction: Transaction, activationId: string, progress: StoredProgress & SealedTexts): Promise<void> {
    const { state, occurrences, version, edition, progressMac, completion, extension } = progress;
    const sealed = [completion, extension].flatMap((one) => [one?.text ?? null, one ? Buffer.from(one.mac) : null]);
    await preparedRows(
      managerOf(transaction),
      `UPDATE activation SET state = $2, occurrences = $3, progress_mac = $4, version = $5, edition = $10,
         completion = coalesce($6, completion), completion_mac = coalesce($7, completion_mac), extension = coalesce($8, extension), extension_mac = coalesce($9, extension_mac)
       WHERE activation_id = $1`,
      [activationId, state, occurrences, Buffer.from(progressMac), version, ...sealed, edition ?? 1],
    );
  }
}

/** What of a row changes, but for its texts. */
type StoredLetters = Pick<Stored, 'state' | 'occurrences' | 'version' | 'edition' | 'progress_mac'>;

function progressOf({ state, occurrences, version, edition, progress_mac: mac }: StoredLetters): StoredProgress {
  return { state, occurrences, version, ...(edition > 1 && { edition }), progressMac: new Uint8Array(mac) };
}

// A text without a MAC is one with a wrong MAC.
function textsOf(row: Pick<Stored, 'completion' | 'completion_mac' | 'extension' | 'extension_mac'>): SealedTexts {
  const sealed = (text: string | null, mac: Buffer | null): SealedText | undefined => (text === null ? undefined : { text, mac: new Uint8Array(mac ?? []) });
  const completion = sealed(row.completion, row.completion_mac);
  const extension = sealed(row.extension, row.extension_mac);
  return { ...(completion && { completion }), ...(extension && { extension }) };
}
