import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { text } from 'node:stream/consumers';
import { TestServer, type Received } from './test-server.js';

/** An HTTP interface of an SMS provider. */
export class HttpSmsServer extends TestServer {
  readonly requests: { readonly headers: IncomingMessage['headers']; readonly body: string }[] = [];
  /** Answers given before `behaviour` decides. */
  readonly script: number[] = [];

  constructor(tls?: { readonly key: string; readonly cert: string }) {
    const answer = (request: IncomingMessage, response: ServerResponse): void => void this.answer(request, response);
    super(tls ? createSecureServer(tls, answer) : createServer(answer));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    this.requests.push({ headers: request.headers, body });
    if (this.behaviour === 'hang') return;
    if (this.behaviour === 'hang-up') return void request.socket.destroy();
    const status = this.script.shift() ?? { take: 202, refuse: 422, busy: 429 }[this.behaviour];
    if (status < 300) this.received.push(JSON.parse(body) as Received);
    if (status >= 300 && status < 400) response.setHeader('location', '/elsewhere');
    // As a provider's answers do, it repeats what it was asked.
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  }
}
