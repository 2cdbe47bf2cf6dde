import { clientSettings } from '@paraph/contracts';
import type { Client, ClientAuthentication, PublicJwk } from '../domain/clients/client.js';

/** A row of the table `client`. */
export interface ClientRow {
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

/** Its columns, in the order of the insert. */
export const clientColumns = 'id, subscriber_id, name, redirect_uris, authentication_method, secret_digest, keys, certificates, settings';

/** Values of the columns. */
export function clientValues({ id, subscriberId, name, redirectUris, authentication, settings }: Client): unknown[] {
  const digest = authentication.method === 'client_secret' ? authentication.secretDigest : null;
  const keys = authentication.method === 'private_key_jwt' ? JSON.stringify(authentication.keys) : null;
  const certificates = authentication.method === 'self_signed_tls_client_auth' ? JSON.stringify(authentication.certificates) : null;
  return [id, subscriberId, name, JSON.stringify(redirectUris), authentication.method, digest, keys, certificates, JSON.stringify(settings)];
}

/** The client of a row. */
export function clientOf(row: ClientRow): Client {
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
