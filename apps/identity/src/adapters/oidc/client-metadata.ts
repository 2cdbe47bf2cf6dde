import type { AdapterPayload } from 'oidc-provider';
import type { Client } from '../../domain/clients/client.js';
import { detailTypes } from '../../domain/request/parse-detail.js';
import { isNative } from '../../domain/clients/check-redirect-uri.js';

/** A client in the library's words. Where it has a secret, the library is given the digest: see `compare-client-secret`. */
export function clientMetadata({ id, name, redirectUris, authentication }: Client): AdapterPayload {
  const common = {
    client_id: id,
    client_name: name,
    redirect_uris: [...redirectUris],
    application_type: isNative(redirectUris) ? 'native' : 'web',
    response_types: ['code'],
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    authorization_details_types: [...detailTypes],
  } as const;
  if (authentication.method === 'private_key_jwt') {
    return { ...common, token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: authentication.keys.map((key) => ({ ...key })) } };
  }
  return { ...common, token_endpoint_auth_method: 'client_secret_basic', client_secret: authentication.secretDigest };
}
