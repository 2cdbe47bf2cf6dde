import type { IncomingMessage } from 'node:http';
import { errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider';
import type { FailurePage } from '../../domain/ports/failure-page.js';
import type { RequestRate } from '../../domain/limits/request-rate.js';
import { paths } from './paths.js';

const DESCRIPTION = 'Too many authorisation requests, try again later';

/** How often authorisation may be asked for. */
export interface RequestLimits {
  readonly perClient: RequestRate;
  readonly perAddress: RequestRate;
}

const addresses = new WeakMap<IncomingMessage, string>();

/**
 * Remembers from where a request comes. Behind proxies of ours it is what the first of them saw: that many entries from the end
 * of the header, since everything before was written by a stranger.
 */
export function rememberAddress(request: IncomingMessage, proxies: number): void {
  const header = request.headers['x-forwarded-for'];
  const seen = (typeof header === 'string' ? header : '').split(',').map((one) => one.trim());
  const told = proxies > 0 ? seen.at(-proxies) : undefined;
  addresses.set(request, told || (request.socket.remoteAddress ?? 'unknown'));
}

/** Refuses an address that asks too often, before anything is read or looked up. Each address of this server counts for itself. */
export function limitAddresses(provider: Provider, { perAddress }: RequestLimits, failurePage: FailurePage): void {
  const limited: readonly string[] = [paths.authorization, paths.pushed_authorization_request];
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    const retryAfter = limited.includes(ctx.path) ? perAddress.refuse(`${ctx.path} ${addresses.get(ctx.req) ?? 'unknown'}`) : undefined;
    if (retryAfter === undefined) {
      await next();
      return;
    }
    ctx.status = 429;
    ctx.set('retry-after', String(retryAfter));
    ctx.set('cache-control', 'no-store');
    const failure = { error: 'temporarily_unavailable', description: DESCRIPTION };
    if (ctx.path === paths.pushed_authorization_request) ctx.body = { error: failure.error, error_description: failure.description };
    else showPage(ctx, failurePage.render({ ...failure, acceptLanguage: ctx.get('accept-language') }));
  });
}

function showPage(ctx: KoaContextWithOIDC, page: ReturnType<FailurePage['render']>): void {
  ctx.type = 'html';
  ctx.set({ ...page.headers });
  ctx.body = page.html;
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
