import { type Outbox, rows } from '@paraph/platform';
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

/** Clients in PostgreSQL. */
export class PostgresClientStore extends ClientStore {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox<'identity'>,
  ) {
    super();
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
    const [row] = await rows<ClientRow>(this.database, `SELECT id, subscriber_id, name, redirect_uris, secret_digest, keys FROM client WHERE id = $1`, [id]);
    if (row === undefined) return undefined;
    return { id: row.id, subscriberId: row.subscriber_id, name: row.name, redirectUris: row.redirect_uris, authentication: authenticationOf(row) };
  }
}

function authenticationOf({ secret_digest: secretDigest, keys }: ClientRow): ClientAuthentication {
  return secretDigest === null ? { method: 'private_key_jwt', keys: keys ?? [] } : { method: 'client_secret', secretDigest };
}
