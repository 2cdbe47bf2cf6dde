/** Paths of the authorisation server (CSC API v2 8.4). */
export const paths = {
  authorization: '/oauth2/authorize',
  token: '/oauth2/token',
  pushed_authorization_request: '/oauth2/pushed_authorize',
  revocation: '/oauth2/revoke',
  jwks: '/oauth2/jwks',
  end_session: '/oauth2/end-session',
} as const;

/** Addresses that real clients build where the text has another. */
const aliases: Readonly<Record<string, string>> = { '/oauth2/auth': paths.authorization, '/revoke': paths.revocation };

/**
 * The server's own address for what a request asks for, or `undefined` if it is not the server's business. Doubled slashes
 * come from clients that join a base address and a path.
 */
export function serverPath(url: string): string | undefined {
  const mark = url.indexOf('?');
  const path = (mark === -1 ? url : url.slice(0, mark)).replace(/\/{2,}/g, '/');
  const query = mark === -1 ? '' : url.slice(mark);
  const known = aliases[path] ?? path;
  return /^\/(?:oauth2|\.well-known)\//.test(known) ? known + query : undefined;
}
