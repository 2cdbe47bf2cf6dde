import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { chooseLanguage } from '@paraph/kernel';
import { PhoneInbox } from './inbox.ts';
import { renderPhonePage } from './page.ts';
import { readSmsRequest } from './sms-request.ts';

/** The page loads only from its own address, and nothing in it becomes markup. */
const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const files: Readonly<Record<string, readonly [name: string, type: string]>> = {
  '/phone/style.css': ['phone-page.css', 'text/css; charset=utf-8'],
  '/phone/script.js': ['phone-page.js', 'text/javascript; charset=utf-8'],
};

/** The trial's SMS provider and the screen on which its messages appear: `/phone` and what lies below. */
export class Phone {
  readonly inbox = new PhoneInbox();
  readonly #token: string;
  readonly #hosts: readonly string[];

  /** `port` is the one these addresses are served on; `token` is what courier sends. */
  constructor({ port, token }: { readonly port: number; readonly token: string }) {
    this.#token = token;
    this.#hosts = ['sandbox.localhost', 'localhost', '127.0.0.1'].map((host) => `${host}:${port}`);
  }

  /** Answers, or says that the path is none of the phone's. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const url = URL.parse(request.url ?? '/', 'http://sandbox');
    if (!url || (url.pathname !== '/phone' && !url.pathname.startsWith('/phone/'))) return false;
    response.setHeader('Content-Security-Policy', POLICY);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Referrer-Policy', 'no-referrer');
    response.setHeader('Cache-Control', 'no-store');
    // A stranger's page whose name was made to lead here would read the codes (DNS rebinding).
    if (!this.#hosts.includes(request.headers.host ?? '')) send(response, 421, 'text/plain; charset=utf-8', 'Not here.\n');
    else if (request.method === 'POST' && url.pathname === '/phone/sms') await this.#takeSms(request, response);
    else if (request.method === 'GET') this.#show(url, request, response);
    else send(response, 405, 'text/plain; charset=utf-8', 'Not so.\n');
    return true;
  }

  async #takeSms(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const read = await readSmsRequest(request, this.#token);
    if ('status' in read) return send(response, read.status, 'application/json', '{"accepted":false}');
    this.inbox.add({ channel: 'sms', ...read });
    send(response, 202, 'application/json', '{"accepted":true}');
  }

  #show(url: URL, request: IncomingMessage, response: ServerResponse): void {
    const to = addressIn(url);
    const messages = this.inbox.list(to);
    const file = files[url.pathname];
    if (file) return send(response, 200, file[1], readFileSync(join(import.meta.dirname, file[0]), 'utf8'));
    if (url.pathname === '/phone/messages') return send(response, 200, 'application/json', JSON.stringify({ messages }));
    if (url.pathname !== '/phone') return send(response, 404, 'text/plain; charset=utf-8', 'There is nothing here.\n');
    const language = chooseLanguage(url.searchParams.get('lang'), request.headers['accept-language']);
    send(response, 200, 'text/html; charset=utf-8', renderPhonePage({ messages, addresses: this.inbox.addresses(), to, language }));
  }
}

/** In a query a plus that nobody escaped means a space; at the beginning of a number it meant a plus. */
function addressIn(url: URL): string | undefined {
  return url.searchParams.get('to')?.replace(/^ /, '+') ?? undefined;
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.statusCode = status;
  response.setHeader('Content-Type', type);
  response.end(body);
}
