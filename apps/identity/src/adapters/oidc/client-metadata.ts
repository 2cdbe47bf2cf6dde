import type { ClientSettings } from '@paraph/contracts';
import { X509Certificate } from 'node:crypto';
import type { AdapterPayload, Client as KnownClient } from 'oidc-provider';
import { isNative } from '../../domain/clients/check-redirect-uri.js';
import type { Client, ClientAuthentication } from '../../domain/clients/client.js';
import { detailTypes } from '../../domain/request/detail-types.js';

/** Name under which the library keeps what the operator decided about a client. */
export const SETTINGS = 'paraph_settings';

/** What the operator decided about the client of a request. */
export function settingsOf(client: KnownClient): ClientSettings {
  return client[SETTINGS] as ClientSettings; // Reason: `clientMetadata` put it there, and nobody else registers clients.
}

/** A client in the library's words. Where it has a secret, the library is given the digest: see `compare-client-secret`. */
export function clientMetadata({ id, name, redirectUris, authentication, settings }: Client): AdapterPayload {
  const isPublic = authentication.method === 'none';
  return {
    client_id: id,
    client_name: name,
    redirect_uris: [...redirectUris],
    application_type: isNative(redirectUris, authentication.method) ? 'native' : 'web',
    response_types: ['code'],
    // A client that anybody can be has no rights of its own (RFC 6749 section 4.4).
    grant_types: ['authorization_code', 'refresh_token', ...(isPublic ? [] : ['client_credentials'])],
    authorization_details_types: [...detailTypes],
    // A token of a client that cannot prove itself must prove itself (RFC 9449).
    dpop_bound_access_tokens: isPublic,
    [SETTINGS]: settings,
    ...proof(authentication),
  };
}

function proof(authentication: ClientAuthentication): AdapterPayload {
  switch (authentication.method) {
    case 'private_key_jwt':
      return { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: authentication.keys.map((key) => ({ ...key })) } };
    case 'self_signed_tls_client_auth':
      return { token_endpoint_auth_method: 'self_signed_tls_client_auth', jwks: { keys: authentication.certificates.map(pinned) } };
    case 'none':
      return { token_endpoint_auth_method: 'none' };
    case 'client_secret':
      return { token_endpoint_auth_method: 'client_secret_basic', client_secret: authentication.secretDigest };
  }
}

/** A pinned certificate as the library compares it: by the SHA-256 of its DER (RFC 8705 section 2.2). */
function pinned(certificate: string): Record<string, unknown> {
  return { ...new X509Certificate(Buffer.from(certificate, 'base64')).publicKey.export({ format: 'jwk' }), x5c: [certificate] };
}
