import { GatheredFinds, inTransaction, type KeyedRows, loadPrepared, type Outbox, rows } from '@paraph/platform';
import { type DataSource } from 'typeorm';
import type { Client } from '../domain/clients/client.js';
import { ClientStore, type ClientChange } from '../domain/ports/client-store.js';
import type { IdentityEvent } from '../domain/ports/events.js';
import { clientColumns, clientOf, clientValues, type ClientRow } from './client-row.js';

/** One authorisation asks for its client five times. What an operator changes or ends through another replica is known here after this time. */
const KNOWN_MS = 2_000;
const MOST_KNOWN = 10_000;

/** Clients in PostgreSQL. */
export class PostgresClientStore extends ClientStore {
  private readonly finds: GatheredFinds<ClientRow>;
  private origins: { readonly found: Promise<readonly string[]>; readonly until: number } | undefined;
  private readonly known = new Map<string, { readonly client: Client; readonly until: number }>();

  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox<'identity'>,
  ) {
    super();
    const byId: KeyedRows = { table: 'client', columns: clientColumns, by: ['id'], where: 'ended_at IS NULL' };
    this.finds = new GatheredFinds(loadPrepared<ClientRow>(database, byId), (row) => [row.id]);
  }

  override async add(client: Client, event: IdentityEvent): Promise<void> {
    await inTransaction(this.database, async (transaction) => {
      await transaction.query(`INSERT INTO client (${clientColumns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, clientValues(client));
      await this.outbox.record(transaction, event);
    });
  }

  override change(id: string, { redirectUris, settings }: ClientChange, event: IdentityEvent): Promise<boolean> {
    const sql = `
      UPDATE client SET redirect_uris = coalesce($2::jsonb, redirect_uris), settings = coalesce($3::jsonb, settings)
      WHERE id = $1 AND ended_at IS NULL RETURNING id`;
    const written = [redirectUris, settings].map((one) => (one === undefined ? null : JSON.stringify(one)));
    return this.write(id, { sql, parameters: [id, ...written] }, event);
  }

  override end(id: string, at: Date, event: IdentityEvent): Promise<boolean> {
    const sql = `UPDATE client SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL RETURNING id`;
    return this.write(id, { sql, parameters: [id, at] }, event);
  }

  override async find(id: string): Promise<Client | undefined> {
    const known = this.known.get(id);
    if (known && known.until > performance.now()) return known.client;
    const row = await this.finds.find(id);
    this.known.delete(id);
    if (row === undefined) return undefined;
    if (this.known.size >= MOST_KNOWN) this.known.clear();
    const client = clientOf(row);
    this.known.set(id, { client, until: performance.now() + KNOWN_MS });
    return client;
  }

  private async write(id: string, { sql, parameters }: { sql: string; parameters: unknown[] }, event: IdentityEvent): Promise<boolean> {
    const isWritten = await inTransaction(this.database, async (transaction) => {
      const written = await rows(transaction, sql, parameters);
      if (written.length > 0) await this.outbox.record(transaction, event);
      return written.length > 0;
    });
    this.known.delete(id);
    return isWritten;
  }

  /** Strangers' preflights lead here: they all share one statement for a while. */
  override browserOrigins(): Promise<readonly string[]> {
    if (this.origins === undefined || this.origins.until <= performance.now()) {
      this.origins = { found: this.findOrigins(), until: performance.now() + KNOWN_MS };
      this.origins.found.catch(() => (this.origins = undefined));
    }
    return this.origins.found;
  }

  private async findOrigins(): Promise<readonly string[]> {
    const sql = `SELECT DISTINCT jsonb_array_elements_text(settings -> 'browserOrigins') AS origin FROM client WHERE ended_at IS NULL ORDER BY origin`;
    return (await rows<{ readonly origin: string }>(this.database, sql)).map(({ origin }) => origin);
  }
}
