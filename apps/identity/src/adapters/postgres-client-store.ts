import { GatheredFinds, loadPrepared, type Outbox } from '@paraph/platform';
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
  readonly keys: PublicJwk[] | null;
}

/** One authorisation asks for its client five times. No statement changes a client; what an operator takes away by hand is gone after this time. */
const KNOWN_MS = 2_000;
const MOST_KNOWN = 10_000;

/** Clients in PostgreSQL. */
export class PostgresClientStore extends ClientStore {
  private readonly finds: GatheredFinds<ClientRow>;
  private readonly known = new Map<string, { readonly client: Client; readonly until: number }>();

  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox<'identity'>,
  ) {
    super();
    const find = `SELECT id, subscriber_id, name, redirect_uris, secret_digest, keys FROM client WHERE id = ANY($1)`;
    this.finds = new GatheredFinds(loadPrepared<ClientRow>(database, find), (row) => [row.id]);
  }

  override async add({ id, subscriberId, name, redirectUris, authentication }: Client, event: IdentityEvent): Promise<void> {
    const digest = authentication.method === 'client_secret' ? authentication.secretDigest : null;
    const keys = authentication.method === 'private_key_jwt' ? JSON.stringify(authentication.keys) : null;
    await this.database.transaction(async (transaction) => {
      await transaction.query(
        `INSERT INTO client (id, subscriber_id, name, redirect_uris, authentication_method, secret_digest, keys) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [id, subscriberId, name, JSON.stringify(redirectUris), authentication.method, digest, keys],
      );
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
}

function clientOf(row: ClientRow): Client {
  return { id: row.id, subscriberId: row.subscriber_id, name: row.name, redirectUris: row.redirect_uris, authentication: authenticationOf(row) };
}

function authenticationOf({ secret_digest: secretDigest, keys }: ClientRow): ClientAuthentication {
  return secretDigest === null ? { method: 'private_key_jwt', keys: keys ?? [] } : { method: 'client_secret', secretDigest };
}
