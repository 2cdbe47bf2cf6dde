import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { rememberAddress } from './request-limits.js';
import { serverPath } from './paths.js';

interface Request {
  readonly raw: IncomingMessage;
}

interface Reply {
  readonly raw: ServerResponse;
  hijack(): unknown;
}

/** The part of Fastify that is used here. */
export interface HookHost {
  addHook(name: 'onRequest', hook: (request: Request, reply: Reply, done: () => void) => void): unknown;
}

/**
 * Hands the authorisation server its requests before any body parser sees them. Host and scheme are those of the settings,
 * not what a request claims: the library builds addresses from them.
 */
export function mount(host: HookHost, provider: Provider, { proxies }: { readonly proxies: number }): void {
  const handle = provider.callback();
  const { host: ownHost, protocol } = new URL(provider.issuer);
  host.addHook('onRequest', (request, reply, done) => {
    const path = serverPath(request.raw.url ?? '/');
    if (path === undefined) return done();
    request.raw.url = path;
    rememberAddress(request.raw, proxies);
    for (const name of ['x-forwarded-host', 'x-forwarded-for', 'x-forwarded-proto']) delete request.raw.headers[name];
    request.raw.headers.host = ownHost;
    if (protocol === 'https:') request.raw.headers['x-forwarded-proto'] = 'https';
    reply.hijack();
    void handle(request.raw, reply.raw);
  });
}
