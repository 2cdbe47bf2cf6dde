import { SignJWT, type CryptoKey, type KeyObject } from 'jose';
import { randomUUID } from 'node:crypto';

/** How an application shows the authorisation server who it is (CSC v1 8.3.3, v2 8.4.4). */
export type ClientAuthentication =
  | { readonly method: 'client_secret_basic' | 'client_secret_post'; readonly secret: string }
  | { readonly method: 'private_key_jwt'; readonly key: CryptoKey | KeyObject; readonly algorithm: string; readonly keyId?: string }
  /** By the certificate that the transport shows (RFC 8705). */
  | { readonly method: 'tls_client_auth' }
  /** A public client: it has only its name. */
  | { readonly method: 'none' };

/** What the authentication adds to a form. */
export interface Shown {
  readonly headers: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, string>>;
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Shows the client to an authorisation server. `audience` is what an assertion is made out to. */
export async function showClient(clientId: string, authentication: ClientAuthentication, audience: string): Promise<Shown> {
  switch (authentication.method) {
    case 'client_secret_basic':
      return { headers: { authorization: basic(clientId, authentication.secret) }, fields: { client_id: clientId } };
    case 'client_secret_post':
      return { headers: {}, fields: { client_id: clientId, client_secret: authentication.secret } };
    case 'private_key_jwt': {
      const assertion = await assert(clientId, authentication, audience);
      return { headers: {}, fields: { client_id: clientId, client_assertion_type: ASSERTION_TYPE, client_assertion: assertion } };
    }
    case 'tls_client_auth':
    case 'none':
      return { headers: {}, fields: { client_id: clientId } };
  }
}

/** RFC 6749 section 2.3.1: both halves are form-encoded before they are joined. */
function basic(clientId: string, secret: string): string {
  return `Basic ${Buffer.from([clientId, secret].map(encodeURIComponent).join(':')).toString('base64')}`;
}

function assert(clientId: string, { key, algorithm, keyId }: Extract<ClientAuthentication, { method: 'private_key_jwt' }>, audience: string): Promise<string> {
  return new SignJWT({ jti: randomUUID() })
    .setProtectedHeader({ alg: algorithm, ...(keyId === undefined ? {} : { kid: keyId }) })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime('60s')
    .sign(key);
}
