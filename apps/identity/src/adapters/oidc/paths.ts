import type { ServerBase } from '../../domain/request/request-rules.js';

const pathsBelow = (prefix: '' | '/v1') => ({
  authorization: `${prefix}/oauth2/authorize`,
  token: `${prefix}/oauth2/token`,
  pushed_authorization_request: `${prefix}/oauth2/pushed_authorize`,
  revocation: `${prefix}/oauth2/revoke`,
  jwks: `${prefix}/oauth2/jwks`,
  end_session: `${prefix}/oauth2/end-session`,
});

/** Paths of the two authorisation servers (CSC API v1 8.3, v2 8.4). */
export const paths = { v1: pathsBelow('/v1'), v2: pathsBelow('') } as const;

/** Every base. */
export const bases: readonly ServerBase[] = ['v1', 'v2'];

/** Where each authorisation server is, below the origin: its issuer. */
export function issuerOf(origin: string, base: ServerBase): string {
  return base === 'v1' ? `${origin}/v1` : origin;
}

/** Addresses that real clients build where the text has another. */
const aliases: ReadonlyMap<string, string> = new Map([
  ['/oauth2/auth', paths.v2.authorization],
  ['/revoke', paths.v2.revocation],
  ['/v1/oauth2/auth', paths.v1.authorization],
  ['/v1/revoke', paths.v1.revocation],
]);

const METADATA = '/.well-known/oauth-authorization-server';

export interface ServerPlace {
  readonly base: ServerBase;
  /** The server's own address, with the query. */
  readonly url: string;
}

/**
 * Whose and which address a request asks for, or `undefined` if it is no authorisation server's business. Doubled slashes come from
 * clients that join a base address and a path.
 */
export function serverPlace(url: string): ServerPlace | undefined {
  const mark = url.indexOf('?');
  const path = (mark === -1 ? url : url.slice(0, mark)).replace(/\/{2,}/g, '/');
  const query = mark === -1 ? '' : url.slice(mark);
  const known = aliases.get(path) ?? path;
  // Metadata of an issuer with a path stand between host and path (RFC 8414 section 3.1); some clients append them.
  if (known === `${METADATA}/v1`) return { base: 'v1', url: METADATA + query };
  if (known.startsWith('/v1/.well-known/')) return { base: 'v1', url: known.slice('/v1'.length) + query };
  if (known.startsWith('/v1/oauth2/')) return { base: 'v1', url: known + query };
  return /^\/(?:oauth2|\.well-known)\//.test(known) ? { base: 'v2', url: known + query } : undefined;
}
