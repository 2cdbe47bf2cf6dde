import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Metrics } from './metrics.js';
import type { Readiness } from './readiness.js';

/** What is answered to one request. */
interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * Health and metrics on a port of their own, in plain http: for the platform that runs the process, and not for whoever reaches the service's port.
 * It takes no input but the path, and stays open while the process stops, so that "stopping" is seen.
 */
export class OperationsPort {
  readonly #server: Server;

  constructor(
    private readonly readiness: Readiness,
    private readonly metrics: Pick<Metrics, 'text'>,
  ) {
    // Nobody needs longer to ask for a path.
    this.#server = createServer(
      { requestTimeout: 5_000, headersTimeout: 5_000, maxHeaderSize: 8_192 },
      (request, response) => void this.answer(request, response),
    );
  }

  /** Listens. @returns the port, which is a free one for 0 @throws where the address is taken */
  async listen(port: number, host: string): Promise<number> {
    this.#server.listen(port, host);
    await once(this.#server, 'listening');
    // It listens on TCP, so its address is no path.
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, type, text } = await this.answerTo(request).catch((): Answer => ({ status: 500, type: JSON_TYPE, text: '{"status":"failed"}' }));
    const headers = { 'content-type': type, 'content-length': Buffer.byteLength(text), 'cache-control': 'no-store' };
    response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : text);
  }

  private async answerTo({ method, url }: IncomingMessage): Promise<Answer> {
    if (method !== 'GET' && method !== 'HEAD') return { status: 405, type: JSON_TYPE, text: '{"status":"only GET"}' };
    switch (url?.split('?', 1)[0]) {
      case '/health/live':
        return { status: 200, type: JSON_TYPE, text: '{"status":"live"}' };
      case '/health/ready': {
        const { isReady, answer } = await this.readiness.tell();
        return { status: isReady ? 200 : 503, type: JSON_TYPE, text: JSON.stringify(answer) };
      }
      case '/metrics':
        return { status: 200, type: Metrics.CONTENT_TYPE, text: await this.metrics.text() };
      default:
        return { status: 404, type: JSON_TYPE, text: '{"status":"not found"}' };
    }
  }
}
