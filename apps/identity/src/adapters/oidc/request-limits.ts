import type { RequestRate } from '@paraph/kernel';
import { callerAddress } from '@paraph/platform';
import type { IncomingMessage } from 'node:http';
import { errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider';
import type { FailurePage } from '../../domain/ports/failure-page.js';
import type { ServerBase } from '../../domain/request/request-rules.js';
import { showPage } from './answer-failures.js';
import { paths } from './paths.js';

const DESCRIPTION = 'Too many authorisation requests, try again later';
const TOO_MANY = 'Too many requests, try again later';

/** How often authorisation may be asked for. */
export interface RequestLimits {
  readonly perClient: RequestRate;
  readonly perAddress: RequestRate;
  /** How often tokens may be asked for, or revoked, from one address. */
  readonly tokensPerAddress: RequestRate;
}

const addresses = new WeakMap<IncomingMessage, string>();

/** Remembers from where a request comes. */
export function rememberAddress(request: IncomingMessage, proxies: number): void {
  addresses.set(request, callerAddress(request, proxies));
}

export interface LimitParts {
  readonly base: ServerBase;
  readonly limits: RequestLimits;
  readonly failurePage: FailurePage;
}

/** Refuses an address that asks too often, before anything is read or looked up. Each address of this server counts for itself. */
export function limitAddresses(provider: Provider, { base, limits, failurePage }: LimitParts): void {
  const { authorization, pushed_authorization_request: push, token, revocation } = paths[base];
  const rates = new Map([
    [authorization, limits.perAddress],
    [push, limits.perAddress],
    [token, limits.tokensPerAddress],
    [revocation, limits.tokensPerAddress],
  ]);
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    const retryAfter = rates.get(ctx.path)?.refuse(`${ctx.path} ${addresses.get(ctx.req) ?? 'unknown'}`);
    if (retryAfter === undefined) {
      await next();
      return;
    }
    ctx.status = 429;
    ctx.set('retry-after', String(retryAfter));
    ctx.set('cache-control', 'no-store');
    const failure = { error: 'temporarily_unavailable', description: ctx.path === authorization || ctx.path === push ? DESCRIPTION : TOO_MANY };
    if (ctx.path === authorization) showPage(ctx, failurePage, failure);
    else ctx.body = { error: failure.error, error_description: failure.description };
  });
}

/** Refuses a client that asks too often. A pushed request was counted when it was pushed. */
export function limitClient(ctx: KoaContextWithOIDC, { perClient }: RequestLimits): void {
  const client = ctx.oidc.client;
  if (client === undefined || ctx.oidc.entities.PushedAuthorizationRequest !== undefined) return;
  const retryAfter = perClient.refuse(client.clientId);
  if (retryAfter === undefined) return;
  ctx.set('retry-after', String(retryAfter));
  const error = new errors.CustomOIDCProviderError('temporarily_unavailable', DESCRIPTION);
  error.status = error.statusCode = 429;
  throw error;
}
