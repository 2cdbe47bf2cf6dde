import { z } from 'zod';
import { UnreadableAnswerError } from '../csc-error.js';
import { exchange } from '../http/exchange.js';
import type { Transport } from '../http/http-transport.js';

/** Where an authorisation server is spoken to. */
export interface OauthEndpoints {
  /** What a client's assertion is made out to. */
  readonly issuer: string;
  readonly authorize: URL;
  readonly token: URL;
  readonly pushedAuthorize: URL;
  readonly revoke: URL;
}

/** What of `info` says where tokens come from. */
export interface AuthorisationAddress {
  readonly oauth2?: string | undefined;
  readonly oauth2Issuer?: string | undefined;
}

const metadata = z.looseObject({
  issuer: z.url(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  pushed_authorization_request_endpoint: z.url().optional(),
  revocation_endpoint: z.url().optional(),
});

/** Finds the endpoints that `info` points to: below `oauth2`, or in the metadata of `oauth2Issuer` (RFC 8414). */
export async function findEndpoints({ oauth2, oauth2Issuer }: AuthorisationAddress, transport: Transport): Promise<OauthEndpoints> {
  if (oauth2 !== undefined) return endpointsBelow(oauth2);
  if (oauth2Issuer !== undefined) return endpointsOf(new URL(oauth2Issuer), transport);
  throw new UnreadableAnswerError('info names no authorisation server');
}

/** The endpoints of a server by their fixed names (CSC v1 8.3, v2 8.4). */
export function endpointsBelow(base: string): OauthEndpoints {
  const issuer = base.replace(/\/+$/, '');
  const root = `${issuer}/oauth2/`;
  return {
    issuer,
    authorize: new URL('authorize', root),
    token: new URL('token', root),
    pushedAuthorize: new URL('pushed_authorize', root),
    revoke: new URL('revoke', root),
  };
}

async function endpointsOf(issuer: URL, transport: Transport): Promise<OauthEndpoints> {
  const path = issuer.pathname === '/' ? '' : issuer.pathname.replace(/\/+$/, '');
  const url = new URL(`/.well-known/oauth-authorization-server${path}`, issuer);
  const found = await exchange(transport, { method: 'oauth-authorization-server', request: { method: 'GET', url }, answer: metadata });
  // RFC 8414 section 3.3: metadata that speaks for another issuer is not used.
  if (found.issuer.replace(/\/+$/, '') !== issuer.href.replace(/\/+$/, ''))
    throw new UnreadableAnswerError(`the metadata of ${issuer.href} is ${found.issuer}'s`);
  const named = endpointsBelow(found.issuer);
  return {
    issuer: found.issuer,
    authorize: new URL(found.authorization_endpoint),
    token: new URL(found.token_endpoint),
    pushedAuthorize: optional(found.pushed_authorization_request_endpoint) ?? named.pushedAuthorize,
    revoke: optional(found.revocation_endpoint) ?? named.revoke,
  };
}

function optional(address: string | undefined): URL | undefined {
  return address === undefined ? undefined : new URL(address);
}
