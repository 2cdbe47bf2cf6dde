import { clientSettings } from '@paraph/contracts';
import { GatheredFinds, loadPrepared, rows, type Outbox } from '@paraph/platform';
import { type DataSource } from 'typeorm';
import type { Client, ClientAuthentication, PublicJwk } from '../domain/clients/client.js';
import { ClientStore } from '../domain/ports/client-store.js';
import type { IdentityEvent } from '../domain/ports/events.js';

interface ClientRow {
  readonly id: string;
  readonly subscriber_id: string;
  readonly name: string;
  readonly redirect_uris: string[];
  readonly secret_digest: string | null;
  readonly authentication_method: ClientAuthentication['method'];
  readonly keys: PublicJwk[] | null;
  readonly certificates: string[] | null;
  readonly settings: unknown;
}

const COLUMNS = 'id, subscriber_id, name, redirect_uris, authentication_method, secret_digest, keys, certificates, settings';

/** One authorisation asks for its client five times. No statement changes a client; what an operator takes away by hand is gone after this time. */
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
    const find = `SELECT ${COLUMNS} FROM client WHERE id = ANY($1)`;
    this.finds = new GatheredFinds(loadPrepared<ClientRow>(database, find), (row) => [row.id]);
  }

  override async add(client: Client, event: IdentityEvent): Promise<void> {
    await this.database.transaction(async (transaction) => {
      await transaction.query(`INSERT INTO client (${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, valuesOf(client));
      await this.outbox.record(transaction, event);
    });
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

  /** Strangers' preflights lead here: they all share one statement for a while. */
  override browserOrigins(): Promise<readonly string[]> {
    if (this.origins === undefined || this.origins.until <= performance.now()) {
      this.origins = { found: this.findOrigins(), until: performance.now() + KNOWN_MS };
      this.origins.found.catch(() => (this.origins = undefined));
    }
    return this.origins.found;
  }

  private async findOrigins(): Promise<readonly string[]> {
    const sql = `SELECT DISTINCT jsonb_array_elements_text(settings -> 'browserOrigins') AS origin FROM client ORDER BY origin`;
    return (await rows<{ readonly origin: string }>(this.database, sql)).map(({ origin }) => origin);
  }
}

function valuesOf({ id, subscriberId, name, redirectUris, authentication, settings }: Client): unknown[] {
  const digest = authentication.method === 'client_secret' ? authentication.secretDigest : null;
  const keys = authentication.method === 'private_key_jwt' ? JSON.stringify(authentication.keys) : null;
  const certificates = authentication.method === 'self_signed_tls_client_auth' ? JSON.stringify(authentication.certificates) : null;
  return [id, subscriberId, name, JSON.stringify(redirectUris), authentication.method, digest, keys, certificates, JSON.stringify(settings)];
}

function clientOf(row: ClientRow): Client {
  return {
    id: row.id,
    subscriberId: row.subscriber_id,
    name: row.name,
    redirectUris: row.redirect_uris,
    authentication: authenticationOf(row),
    // What was decided after the client was recorded has its default.
    settings: clientSettings.parse(row.settings),
  };
}

function authenticationOf(row: ClientRow): ClientAuthentication {
  switch (row.authentication_method) {
    case 'client_secret':
      return { method: 'client_secret', secretDigest: row.secret_digest ?? '' };
    case 'private_key_jwt':
      return { method: 'private_key_jwt', keys: row.keys ?? [] };
    case 'self_signed_tls_client_auth':
      return { method: 'self_signed_tls_client_auth', certificates: row.certificates ?? [] };
    case 'none':
      return { method: 'none' };
  }
}
