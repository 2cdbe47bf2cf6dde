import { createServer, type Server, type ServerResponse } from 'node:http';
import { StepFailure } from '../../stack/progress.ts';

/** How long a person may take to read and decide. */
const patienceMs = 10 * 60_000;

/** A listener on the redirect address, for a person who authorises in a browser (RFC 8252 section 7.3). */
export class LoopbackRedirect {
  readonly #server: Server;
  readonly #answer: Promise<URL>;

  private constructor(server: Server, answer: Promise<URL>) {
    this.#server = server;
    this.#answer = answer;
  }

  /** Listens on this machine only, whatever name the address carries. */
  static async listen(redirectUri: string): Promise<LoopbackRedirect> {
    const expected = new URL(redirectUri);
    const { promise, resolve } = Promise.withResolvers<URL>();
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', expected);
      const isAnswer = request.method === 'GET' && url.pathname === expected.pathname && url.searchParams.has('state');
      say(response, isAnswer ? 200 : 404, isAnswer ? 'Thank you. You may close this window.' : 'There is nothing here.');
      if (isAnswer) resolve(url);
    });
    await new Promise<void>((done, failed) => {
      server.once('error', (cause) => failed(cannotListen(expected, cause)));
      server.listen({ host: '127.0.0.1', port: Number(expected.port) }, done);
    });
    return new LoopbackRedirect(server, promise);
  }

  /** The address the browser came back with. */
  async answer(): Promise<URL> {
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      reject(new StepFailure('nobody came back from the browser within ten minutes', 'run the command again and open the new address'));
    }, patienceMs);
    try {
      return await Promise.race([this.#answer, promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end(`${text}\n`);
}

function cannotListen(address: URL, cause: Error): StepFailure {
  return new StepFailure(
    `nothing can listen on ${address.host} (${cause.message})`,
    'end what listens there, for instance another `npm run sign -- --browser`, or sign without --browser',
    { cause },
  );
}
