import { unavailableIfLost, type Log, type Metrics } from '@paraph/platform';
import type { errors, KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Events } from '../../domain/ports/events.js';
import type { ServerBase } from '../../domain/request/request-rules.js';
import { toCscRefusal, type CscRefusal } from './csc-refusals.js';
import { refusedRevocation } from './revocation.js';
import { routeOf } from './route-of.js';
import { nameCredentialToken } from './token-answer.js';
import { lets } from './tolerated-requests.js';

/** Endpoints that clients call themselves; each answers JSON whatever it is asked to accept. */
const endpoints: Readonly<Record<string, string>> = {
  token: 'oauth2/token',
  revocation: 'oauth2/revoke',
  pushed_authorization_request: 'oauth2/pushed_authorize',
};

export type RefusalCounter = ReturnType<Metrics['counter']>;

/** Counts what both servers refuse. */
export function refusalCounter(metrics: Metrics): RefusalCounter {
  return metrics.counter({ name: 'identity_refusals_total', help: 'Refused requests of clients', labels: ['endpoint', 'error'] });
}

export interface AnswerParts {
  readonly events: Events;
  /** Refused requests of clients, by endpoint and error. */
  readonly refused: RefusalCounter;
  readonly log: Log;
  readonly base: ServerBase;
}

/** Turns the library's answers at the clients' endpoints into CSC's. */
export function answerAsCsc(provider: Provider, { events, refused, log, base }: AnswerParts): void {
  const causes = new WeakMap<object, errors.OIDCProviderError>();
  const remember = (ctx: KoaContextWithOIDC, cause: errors.OIDCProviderError): void => void causes.set(ctx.oidc, cause);
  provider.on('authorization.error', (_ctx, error) => refused.inc({ endpoint: 'oauth2/authorize', error: error.error }));
  provider.on('grant.error', remember);
  provider.on('revocation.error', remember);
  provider.on('pushed_authorization_request.error', remember);
  const away = new WeakSet<object>();
  provider.on('server_error', (ctx, error) => {
    if (unavailableIfLost(error) !== error) away.add(ctx.oidc);
  });

  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    await next();
    const endpoint = endpoints[routeOf(ctx) ?? ''];
    if (endpoint === undefined) return;
    ctx.set('cache-control', 'no-cache, no-store');
    ctx.set('pragma', 'no-cache');
    const refusal = away.has(ctx.oidc) ? unavailable : refusalOf(ctx, causes.get(ctx.oidc));
    if (refusal === undefined) return settle(ctx, base);
    ctx.status = refusal.status;
    ctx.body = { error: refusal.error, error_description: refusal.description };
    refused.inc({ endpoint, error: refusal.error });
    await recordRefusal(events, { ctx, endpoint, refusal, cause: causes.get(ctx.oidc) }).catch((error: unknown) => log.error('refusal-not-recorded', error));
  });
}

/** The database is away: the client may try again. */
const unavailable: CscRefusal = { status: 503, error: 'temporarily_unavailable', description: 'The service is temporarily unavailable' };

function settle(ctx: KoaContextWithOIDC, base: ServerBase): void {
  nameCredentialToken(ctx, base);
  if (ctx.oidc.route !== 'revocation') return;
  ctx.body = null;
  ctx.status = 204;
  // Some clients take nothing else for success; RFC 7009 section 2.2 says it so, too.
  if (lets(ctx.oidc.client, 'revoked-200')) ctx.status = 200;
}

function refusalOf(ctx: KoaContextWithOIDC, cause: errors.OIDCProviderError | undefined): CscRefusal | undefined {
  if (ctx.status < 400) {
    const description = ctx.oidc.route === 'revocation' ? refusedRevocation(ctx) : undefined;
    return description === undefined ? undefined : { status: 400, error: 'invalid_request', description };
  }
  if (cause?.expose !== true) return { status: 500, error: 'server_error', description: 'An unexpected error' };
  return toCscRefusal({
    route: ctx.oidc.route,
    status: cause.statusCode,
    error: cause.error,
    description: cause.error_description ?? '',
    detail: cause.error_detail ?? '',
    parameters: { ...ctx.oidc.params },
    hasAuthorizationHeader: ctx.get('authorization') !== '',
  });
}

interface Refused {
  readonly ctx: KoaContextWithOIDC;
  readonly endpoint: string;
  readonly refusal: CscRefusal;
  readonly cause: errors.OIDCProviderError | undefined;
}

/** Strangers' requests are counted only; an event begins where the client has proven itself. */
async function recordRefusal(events: Events, { ctx, endpoint, refusal, cause }: Refused): Promise<void> {
  const client = ctx.oidc.client;
  // A flood is counted, not written down.
  if (client === undefined || cause?.error === 'invalid_client' || refusal.status === 429) return;
  await events.record({
    type: 'client-refused',
    actor: { kind: 'client', id: client.clientId },
    outcome: 'failure',
    requester: client.clientId,
    cause: `${refusal.error}: ${refusal.description}`.slice(0, 500),
    particulars: { endpoint },
  });
}
