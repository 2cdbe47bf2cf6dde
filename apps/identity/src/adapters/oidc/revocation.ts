import { errors, type AccessToken, type Client, type ClientCredentials, type KoaContextWithOIDC, type RefreshToken } from 'oidc-provider';
import { lets } from './tolerated-requests.js';

const hints = ['access_token', 'refresh_token'];

/** Requests whose token was found and is the client's own. */
const allowed = new WeakSet<object>();

/**
 * Decides a revocation. An access token goes alone, a refresh token takes the access tokens of its grant along (CSC API
 * v1 8.3.4); the library would end the whole grant in both cases, so an access token is let go of its grant first.
 */
export function mayRevoke(ctx: KoaContextWithOIDC, client: Client, token: AccessToken | ClientCredentials | RefreshToken): boolean {
  if (!hasKnownHint(ctx)) throw new errors.InvalidRequest('Invalid parameter token_type_hint');
  if (token.clientId !== client.clientId) return false;
  allowed.add(ctx.oidc);
  if (token.kind === 'AccessToken') Object.assign(token, { grantId: undefined });
  return true;
}

/** What CSC answers where the library, after RFC 7009, says that all is well: `undefined` if it is. */
export function refusedRevocation(ctx: KoaContextWithOIDC): string | undefined {
  if (!hasKnownHint(ctx)) return 'Invalid parameter token_type_hint';
  // A stranger's token and none at all look the same.
  return allowed.has(ctx.oidc) || lets(ctx.oidc.client, 'unknown-token-revoked') ? undefined : 'Invalid string parameter token';
}

function hasKnownHint(ctx: KoaContextWithOIDC): boolean {
  const hint = ctx.oidc.params?.['token_type_hint'];
  return hint === undefined || hints.some((one) => one === hint);
}
