import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuthorisationServers } from './authorisation-servers.js';
import { nameRoute } from '@paraph/platform';
import { bases, paths, serverPlace } from './paths.js';
import { rememberAddress } from './request-limits.js';

interface Request {
  readonly raw: IncomingMessage;
}

interface Reply {
  readonly raw: ServerResponse;
  hijack(): unknown;
}

/** What the libraries answer at, as figures name it; whatever else is asked of them has no name. */
const ROUTES: ReadonlySet<string> = new Set([...bases.flatMap((base) => Object.values(paths[base])), '/.well-known/oauth-authorization-server']);

/** The part of Fastify that is used here. */
export interface HookHost {
  addHook(name: 'onRequest', hook: (request: Request, reply: Reply, done: () => void) => void): unknown;
}

/**
 * Hands the authorisation servers their requests before any body parser sees them. Host and scheme are those of the settings,
 * not what a request claims: the library builds addresses from them.
 */
export function mount(host: HookHost, servers: AuthorisationServers, { proxies }: { readonly proxies: number }): void {
  const handlers = new Map(bases.map((base) => [base, servers[base].callback()]));
  const { host: ownHost, protocol } = new URL(servers.v2.issuer);
  host.addHook('onRequest', (request, reply, done) => {
    const place = serverPlace(request.raw.url ?? '/');
    if (place === undefined) return done();
    request.raw.url = place.url;
    const [route = ''] = place.url.split('?', 1);
    if (ROUTES.has(route)) nameRoute(request.raw, route);
    rememberAddress(request.raw, proxies);
    for (const name of ['x-forwarded-host', 'x-forwarded-for', 'x-forwarded-proto']) delete request.raw.headers[name];
    request.raw.headers.host = ownHost;
    if (protocol === 'https:') request.raw.headers['x-forwarded-proto'] = 'https';
    reply.hijack();
    void handlers.get(place.base)?.(request.raw, reply.raw);
  });
}
