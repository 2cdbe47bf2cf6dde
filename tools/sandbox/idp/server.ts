import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Configuration } from './config.ts';
import { Login } from './login.ts';
import { errorPage, styleSheet } from './pages.ts';
import { makeProvider } from './provider.ts';

/**
 * No `form-action`: browsers apply it to every redirect that follows a submitted form, and those lead through the
 * clients to addresses that this provider does not know.
 */
const headers: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; style-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'",
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** Starts the provider on the loopback address. */
export async function startIdentityProvider(configuration: Configuration): Promise<Server> {
  const provider = makeProvider(configuration);
  const login = new Login(provider, configuration);
  const protocol = provider.callback();

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const path = new URL(request.url ?? '/', configuration.issuer).pathname;
    if (path === '/health/ready' || path === '/health/live') return json(response, { status: path.slice('/health/'.length) });
    if (path === '/style.css') return void response.setHeader('content-type', 'text/css; charset=utf-8').end(styleSheet);
    if (path.startsWith('/interaction/')) {
      response.setHeader('cache-control', 'no-store');
      return login.answer(request, response);
    }
    // Addresses in its answers are the issuer's, also for who came by the loopback address.
    request.headers.host = new URL(configuration.issuer).host;
    return void protocol(request, response);
  };

  const server = makeServer(configuration, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/html; charset=utf-8' });
      response.end(errorPage('Something went wrong in the sandbox; its log says what.'));
    });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(configuration.port, '127.0.0.1', resolve));
  return server;
}

function makeServer({ tls }: Configuration, listener: RequestListener): Server {
  if (tls === undefined) return createServer(listener);
  return createTlsServer({ cert: readFileSync(tls.certificateFile), key: readFileSync(tls.keyFile) }, listener);
}

function json(response: ServerResponse, body: unknown): void {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
}
