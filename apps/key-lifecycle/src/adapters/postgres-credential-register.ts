import { inTransaction, rows, type Outbox } from '@paraph/platform';
import type { Clock } from '@paraph/kernel';
import type { DataSource } from 'typeorm';
import type { Credential } from '../domain/credential.js';
import type { LifecycleEvent } from '../domain/credential-store.js';
import { CredentialRegister, type OverCredential, type Place, type Reconciliation } from '../domain/endings/credential-register.js';
import { changingColumns, credentialOf, fixedColumns, type CredentialRow } from './credential-row.js';

const ALL = [...fixedColumns, 'version', ...changingColumns].join(', ');

const OVER = `
  SELECT ${ALL} FROM credential
  WHERE state IN ('active', 'suspended', 'expired') AND valid_to < $1 AND (valid_to, id) > ($2, $3) ORDER BY valid_to, id LIMIT $4`;

const END = `
  UPDATE credential SET version = credential.version + 1, touched_at = $1, state = ended.state
  FROM unnest($2::text[], $3::integer[], $4::text[]) AS ended (id, version, state)
  WHERE credential.id = ended.id AND credential.version = ended.version RETURNING credential.id`;

interface ReconciliationRow {
  readonly finished_at: Date;
  readonly keys: number;
  readonly credentials: number;
  readonly orphans: number;
  readonly followed: number;
  readonly unresolved: number;
}

/** All credentials in PostgreSQL. */
export class PostgresCredentialRegister extends CredentialRegister {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox<'key-lifecycle'>,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async over(by: Date, after: Place | undefined, limit: number): Promise<readonly OverCredential[]> {
    const found = await rows<CredentialRow>(this.database, OVER, [by, after?.validTo ?? new Date(0), after?.credentialId ?? '', limit]);
    return found.map((row) => ({ credential: credentialOf(row), place: { validTo: row.valid_to ?? by, credentialId: row.id } }));
  }

  override async end(ended: readonly { readonly credential: Credential; readonly events: readonly LifecycleEvent[] }[]): Promise<readonly string[]> {
    if (ended.length === 0) return [];
    return inTransaction(this.database, async (transaction) => {
      const credentials = ended.map(({ credential }) => credential);
      const values = [credentials.map((one) => one.credentialId), credentials.map((one) => one.version), credentials.map((one) => one.state)];
      const written = new Set((await rows<{ id: string }>(transaction, END, [this.clock.now(), ...values])).map(({ id }) => id));
      for (const { credential, events } of ended)
        if (written.has(credential.credentialId)) for (const event of events) await this.outbox.record(transaction, event);
      return [...written];
    });
  }

  override async byIds(credentialIds: readonly string[]): Promise<readonly Credential[]> {
    return (await rows<CredentialRow>(this.database, `SELECT ${ALL} FROM credential WHERE id = ANY($1)`, [credentialIds])).map(credentialOf);
  }

  override async withKey(before: Date, after: string, limit: number): Promise<readonly Credential[]> {
    const sql = `
      SELECT ${ALL} FROM credential
      WHERE state IN ('keyed', 'certified', 'active', 'suspended', 'expired') AND touched_at < $1 AND id > $2 ORDER BY id LIMIT $3`;
    return (await rows<CredentialRow>(this.database, sql, [before, after, limit])).map(credentialOf);
  }

  override record(event: LifecycleEvent): Promise<void> {
    return this.outbox.recordAlone(event);
  }

  override async keepReconciliation(done: Reconciliation, event: LifecycleEvent): Promise<void> {
    const { finishedAt, keys, credentials, orphans, followed, unresolved } = done;
    await inTransaction(this.database, async (transaction) => {
      await transaction.query(`INSERT INTO reconciliation (finished_at, keys, credentials, orphans, followed, unresolved) VALUES ($1, $2, $3, $4, $5, $6)`, [
        finishedAt,
        keys,
        credentials,
        orphans,
        followed,
        unresolved,
      ]);
      await this.outbox.record(transaction, event);
    });
  }

  override async lastReconciliation(): Promise<Reconciliation | undefined> {
    const sql = `SELECT finished_at, keys, credentials, orphans, followed, unresolved FROM reconciliation ORDER BY finished_at DESC LIMIT 1`;
    const [row] = await rows<ReconciliationRow>(this.database, sql);
    if (!row) return undefined;
    const { finished_at: finishedAt, ...counts } = row;
    return { finishedAt, ...counts };
  }
}
