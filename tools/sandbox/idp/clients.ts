import { existsSync, readFileSync } from 'node:fs';
import type { AdapterPayload, ClientMetadata, JWKS } from 'oidc-provider';
import { readJsonFile, type ClientSettings } from './config.ts';
import { MemoryStorage } from './storage.ts';

/**
 * The registered clients. Keys and secrets are looked up at each use: the SAM makes its key in the token after this
 * provider has started, and until the file is there the client does not exist.
 */
export class RegisteredClients extends MemoryStorage {
  readonly #clients: ReadonlyMap<string, ClientSettings>;

  constructor(clients: readonly ClientSettings[]) {
    super();
    this.#clients = new Map(clients.map((client) => [client.clientId, client]));
  }

  override async find(id: string): Promise<AdapterPayload | undefined> {
    const client = this.#clients.get(id);
    const credentials = client && credentialsOf(client);
    if (!client || !credentials) return undefined;
    const metadata: ClientMetadata = {
      client_id: client.clientId,
      client_name: client.name,
      redirect_uris: client.redirectUris,
      response_types: ['code'],
      grant_types: ['authorization_code'],
      id_token_signed_response_alg: 'ES256',
      require_auth_time: true,
      ...credentials,
    };
    return { ...metadata };
  }
}

function credentialsOf({ authentication }: ClientSettings): Partial<ClientMetadata> | undefined {
  if (authentication.method === 'client_secret_basic') {
    if (!existsSync(authentication.secretFile)) return undefined;
    return { token_endpoint_auth_method: 'client_secret_basic', client_secret: readFileSync(authentication.secretFile, 'utf8').trim() };
  }
  if (!existsSync(authentication.keysFile)) return undefined;
  return { token_endpoint_auth_method: 'private_key_jwt', token_endpoint_auth_signing_alg: 'ES256', jwks: keySet(readJsonFile(authentication.keysFile)) };
}

/** A file may hold one JWK or a set. */
function keySet(found: unknown): JWKS {
  const set = found as JWKS | JWKS['keys'][number];
  return 'keys' in set ? { keys: set.keys } : { keys: [set] };
}
