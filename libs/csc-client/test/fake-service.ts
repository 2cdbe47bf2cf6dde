import { createServer, type IncomingMessage, type Server } from 'node:http';

/** What a request brought. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What is answered; a text stands as it is. */
export interface Given {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A service that answers what the test wrote down, path by path, in order; the last answer stays. */
export class FakeService {
  readonly requests: Received[] = [];
  readonly #answers: Record<string, Given[]>;
  readonly #server: Server;

  constructor(answers: Record<string, Given | Given[]>) {
    this.#answers = Object.fromEntries(Object.entries(answers).map(([path, given]) => [path, Array.isArray(given) ? given : [given]]));
    this.#server = createServer((request, response) => {
      void this.#read(request).then(({ status = 200, body = '', headers = {} }) => {
        response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(typeof body === 'string' ? body : JSON.stringify(body));
      });
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? `http://csc.localhost:${address.port}` : '';
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #read(request: IncomingMessage): Promise<Given> {
    let body = '';
    for await (const part of request.setEncoding('utf8')) body += String(part);
    const path = request.url ?? '';
    this.requests.push({ method: request.method ?? '', path, headers: request.headers, body });
    const waiting = this.#answers[path] ?? [{ status: 404, body: 'nothing here' }];
    return (waiting.length > 1 ? waiting.shift() : waiting[0]) ?? {};
  }
}
