import { z } from 'zod';
import { StepFailure } from '../../stack/progress.ts';
import type { ServiceInfo } from './csc-client.ts';
import { exchange } from './exchange.ts';

/** Where an authorisation server is spoken to. */
export interface OauthEndpoints {
  readonly authorize: URL;
  readonly token: URL;
  readonly pushedAuthorize: URL;
}

const metadata = z.object({
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  pushed_authorization_request_endpoint: z.url(),
});

/** Finds the endpoints that `info` points to: below `oauth2`, or in the metadata of `oauth2Issuer` (RFC 8414). */
export async function findEndpoints({ oauth2, oauth2Issuer }: ServiceInfo): Promise<OauthEndpoints> {
  if (oauth2 !== undefined) return endpointsBelow(oauth2);
  if (oauth2Issuer !== undefined) return endpointsOf(new URL(oauth2Issuer));
  throw new StepFailure('info names no authorisation server', 'choose a service with oauth2code');
}

function endpointsBelow(base: string): OauthEndpoints {
  const root = base.endsWith('/') ? base : `${base}/`;
  return {
    authorize: new URL('oauth2/authorize', root),
    token: new URL('oauth2/token', root),
    pushedAuthorize: new URL('oauth2/pushed_authorize', root),
  };
}

async function endpointsOf(issuer: URL): Promise<OauthEndpoints> {
  const path = issuer.pathname === '/' ? '' : issuer.pathname;
  const url = new URL(`/.well-known/oauth-authorization-server${path}`, issuer);
  const found = await exchange({ method: 'oauth-authorization-server', url, request: {}, answer: metadata });
  return {
    authorize: new URL(found.authorization_endpoint),
    token: new URL(found.token_endpoint),
    pushedAuthorize: new URL(found.pushed_authorization_request_endpoint),
  };
}
