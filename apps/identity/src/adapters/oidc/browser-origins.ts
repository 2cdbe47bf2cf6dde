import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { ClientStore } from '../../domain/ports/client-store.js';
import { settingsOf } from './client-metadata.js';
import { routeOf } from './route-of.js';

/** Endpoints that a page may call for a client; what is not there is for nobody's script. */
const ofClients = new Set(['token', 'revocation', 'pushed_authorization_request']);

/**
 * Lets pages read answers by their client's settings alone (CORS, WHATWG Fetch 3.2). The library would answer every preflight, and let
 * every page read what it refuses before it knows the client.
 */
export function limitOrigins(provider: Provider, clients: ClientStore): void {
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    await next();
    const origin = ctx.get('origin');
    if (origin === '' ? false : await mayRead(ctx, clients, origin)) return;
    for (const name of Object.keys(ctx.response.headers)) if (name.toLowerCase().startsWith('access-control-')) ctx.remove(name);
  });
}

async function mayRead(ctx: KoaContextWithOIDC, clients: ClientStore, origin: string): Promise<boolean> {
  if (ctx.method !== 'OPTIONS' && ofClients.has(routeOf(ctx) ?? '')) {
    const { client } = ctx.oidc;
    return client !== undefined && settingsOf(client).browserOrigins.includes(origin);
  }
  // A preflight names no client, and what is public is read by whom it is meant for.
  return (await clients.browserOrigins()).includes(origin);
}
