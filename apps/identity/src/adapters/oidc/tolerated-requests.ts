import { isLenient, sha256, toBase64Url, type ClientProfile, type Leniency } from '@paraph/kernel';
import type { Client, KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { ClientStore } from '../../domain/ports/client-store.js';
import type { ServerBase } from '../../domain/request/request-rules.js';
import { settingsOf } from './client-metadata.js';
import { fillDefaultRedirect } from './default-redirect.js';
import { repairRequests } from './request-context.js';

type Parameters = Record<string, unknown>;

/** Whether something that the text of the CSC API does not have is let pass from this client. */
export function lets(client: Client | undefined, leniency: Leniency): boolean {
  return client !== undefined && isLenient(settingsOf(client).profile, leniency);
}

/** Reads requests as the profiles of their clients allow. */
export function tolerate(provider: Provider, { clients, base, tokenPath }: { clients: ClientStore; base: ServerBase; tokenPath: string }): void {
  const queries = new WeakMap<object, Parameters>();

  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    const id = ctx.method === 'POST' && ctx.path === tokenPath && ctx.querystring !== '' ? claimedClient(ctx) : undefined;
    if (id !== undefined && (await mayQuery(clients, id))) queries.set(ctx.req, { ...ctx.query });
    await next();
  });

  repairRequests(provider, {
    form: (form, { req }) => withOldNames({ ...queries.get(req), ...form }),
    parameters: (parameters, client, oidc) => {
      fillDefaultRedirect(parameters, client, { oidc, base });
      if (lets(client, 'plain-challenge')) hashPlainChallenge(parameters);
      if (lets(client, 'detail-object')) wrapDetail(parameters);
    },
  });
}

/** Who the request says it is from; whether that is true is seen later. */
function claimedClient(ctx: KoaContextWithOIDC): string | undefined {
  const basic = /^basic ([A-Za-z0-9+/=]+)$/i.exec(ctx.get('authorization'))?.[1];
  if (basic !== undefined) return Buffer.from(basic, 'base64').toString('utf8').split(':', 1)[0];
  const { client_id: named } = ctx.query;
  return typeof named === 'string' ? named : undefined;
}

async function mayQuery(clients: ClientStore, id: string): Promise<boolean> {
  const profile: ClientProfile | undefined = /^cli_[A-Za-z0-9_-]{22}$/.test(id) ? (await clients.find(id))?.settings.profile : undefined;
  return profile !== undefined && isLenient(profile, 'query-parameters');
}

/** The text's own sample writes the refresh token's parameter in two ways (CSC API v1 8.3.3). */
function withOldNames(form: Parameters): Parameters {
  const { refreshToken, ...rest } = form;
  return refreshToken === undefined || rest['refresh_token'] !== undefined ? form : { ...rest, refresh_token: refreshToken };
}

/** The library knows S256 alone; a plain challenge is its verifier, so its digest is the challenge of that verifier by S256. */
function hashPlainChallenge(parameters: Parameters): void {
  const { code_challenge: challenge, code_challenge_method: method } = parameters;
  if (typeof challenge !== 'string' || (method !== undefined && method !== 'plain')) return;
  parameters['code_challenge'] = toBase64Url(sha256(challenge));
  parameters['code_challenge_method'] = 'S256';
}

/** The library wants an array before it asks anybody. */
function wrapDetail(parameters: Parameters): void {
  const { authorization_details: details } = parameters;
  if (typeof details === 'string' && /^\s*\{/.test(details)) parameters['authorization_details'] = `[${details}]`;
}
