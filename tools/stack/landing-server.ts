import { createReadStream, existsSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Phone } from '../sandbox/phone/phone.ts';
import { LANDING_STYLE, renderLandingPage, type LandingPage } from './landing-page.ts';

/** What the landing page's server reads each time it is asked. */
export interface LandingSource {
  page(): Promise<LandingPage>;
  signedFile(): string | undefined;
}

/** Serves the landing page on the sandbox's port, and the phone beside it. The landing page only shows: there is nothing to post to. */
export async function serveLandingPage(port: number, source: LandingSource, phone: Phone): Promise<Server> {
  const server = createServer((request, response) => {
    const path = request.method === 'GET' ? (URL.parse(request.url ?? '/', 'http://sandbox')?.pathname ?? '') : '';
    void phone
      .answer(request, response)
      .then((answered) => (answered ? undefined : answer(path, response, source)))
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port }, resolve);
  });
  return server;
}

async function answer(path: string, response: ServerResponse, source: LandingSource): Promise<void> {
  response.setHeader('Content-Security-Policy', "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Cache-Control', 'no-store');
  if (path === '/') return send(response, 'text/html; charset=utf-8', renderLandingPage(await source.page()));
  if (path === '/style.css') return send(response, 'text/css; charset=utf-8', LANDING_STYLE);
  if (path === '/health/live' || path === '/health/ready') return send(response, 'application/json', '{"status":"ok"}');
  const file = path === '/signed.pdf' ? source.signedFile() : undefined;
  if (file === undefined || !existsSync(file)) {
    response.statusCode = 404;
    return send(response, 'text/plain; charset=utf-8', 'There is nothing here.\n');
  }
  response.setHeader('Content-Type', 'application/pdf');
  createReadStream(file).pipe(response);
}

function send(response: ServerResponse, type: string, body: string): void {
  response.setHeader('Content-Type', type);
  response.end(body);
}
