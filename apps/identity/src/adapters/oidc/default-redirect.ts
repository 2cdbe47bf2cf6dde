import type { Client } from 'oidc-provider';
import type { ServerBase } from '../../domain/request/request-rules.js';
import type { RequestContext } from './request-context.js';

/** Name by which an interaction remembers that the client named no address; set here, by nobody else. */
export const DEFAULT_REDIRECT = 'default_redirect';

const unnamed = new WeakSet<object>();

/**
 * Puts the registered address where a client named none: its only one, or by CSC API v1 8.3.2 its first. What it left out at one
 * endpoint it must leave out at the other, or name the default there (RFC 6749 section 4.1.3).
 */
export function fillDefaultRedirect(parameters: Record<string, unknown>, client: Client, { oidc, base }: { oidc: RequestContext; base: ServerBase }): void {
  // A pushed request's client proves itself by parameters that are read before the others.
  const isRead = 'redirect_uri' in parameters;
  const isInside = parameters['request'] !== undefined || parameters['request_uri'] !== undefined;
  if (!isRead || isInside || parameters['redirect_uri'] !== undefined) return;
  unnamed.add(oidc);
  const [first, ...others] = client.redirectUris ?? [];
  if (oidc.route === 'token' ? parameters['code'] !== undefined : base === 'v1' || others.length === 0) parameters['redirect_uri'] = first;
}

/** Whether this request named no address. */
export function namedNoRedirect(oidc: RequestContext): boolean {
  return unnamed.has(oidc);
}

/** The check of the parameter that remembers it. A pushed request brings along what was found when it was pushed. */
export function keepDefaultRedirect({ oidc }: { readonly oidc: RequestContext }): void {
  if (oidc.params === undefined || oidc.entities.PushedAuthorizationRequest !== undefined) return;
  oidc.params[DEFAULT_REDIRECT] = unnamed.has(oidc) ? 'true' : undefined;
}
