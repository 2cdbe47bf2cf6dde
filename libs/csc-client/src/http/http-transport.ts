import { lookup } from 'node:dns';
import { Agent as HttpAgent, request as requestHttp, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { getCACertificates } from 'node:tls';
import { UnreachableError } from '../csc-error.js';

/** One HTTP request. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** Its answer, read whole; a redirect is an answer too and never followed. */
export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** What carries requests; an application may bring its own, for instance to go through a proxy. */
export interface Transport {
  /** @throws UnreachableError when no answer came */
  send(request: HttpRequest): Promise<HttpAnswer>;
}

/** How the network is used. */
export interface TransportOptions {
  /** Certification authorities to trust besides those of Node, in PEM. */
  readonly ca?: readonly string[];
  /** Certificate and key in PEM by which the client shows itself in TLS (RFC 8705). */
  readonly clientCertificate?: { readonly certificate: string; readonly key: string };
  /** Milliseconds for one request with its answer; 30 seconds unless said. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 30_000;
/** No answer of the API is longer; who sends more is not such a service. */
const MOST_BYTES = 64 * 1024 * 1024;

/** HTTP and HTTPS by Node's own means, with connections that stay open. */
export class HttpTransport implements Transport {
  readonly #http: HttpAgent;
  readonly #https: HttpsAgent;
  readonly #timeoutMs: number;

  constructor({ ca = [], clientCertificate, timeoutMs = TIMEOUT_MS }: TransportOptions = {}) {
    this.#http = new HttpAgent({ keepAlive: true });
    this.#https = new HttpsAgent({
      keepAlive: true,
      minVersion: 'TLSv1.2',
      // Naming one's own replaces Node's list, so both are named.
      ...(ca.length === 0 ? {} : { ca: [...getCACertificates('default'), ...ca] }),
      ...(clientCertificate === undefined ? {} : { cert: clientCertificate.certificate, key: clientCertificate.key }),
    });
    this.#timeoutMs = timeoutMs;
  }

  async send({ method, url, headers = {}, body = '' }: HttpRequest): Promise<HttpAnswer> {
    const bytes = Buffer.from(body);
    const length = method === 'POST' ? { 'content-length': String(bytes.length) } : {};
    const options = {
      method,
      headers: { accept: 'application/json', ...headers, ...length },
      lookup: lookupHost,
      signal: AbortSignal.timeout(this.#timeoutMs),
    };
    try {
      const request = url.protocol === 'https:' ? requestHttps(url, { ...options, agent: this.#https }) : requestHttp(url, { ...options, agent: this.#http });
      return await read(await answered(request, bytes));
    } catch (cause) {
      throw new UnreachableError(`${url.origin} does not answer (${reasonOf(cause)})`, { cause });
    }
  }

  /** Ends the connections that are kept open. */
  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }
}

function answered(request: ClientRequest, body: Buffer): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve).once('error', reject);
    request.end(body);
  });
}

async function read(response: IncomingMessage): Promise<HttpAnswer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > MOST_BYTES) throw new Error(`the answer is longer than ${MOST_BYTES} bytes`);
    parts.push(part);
  }
  const headers = Object.entries(response.headers).map(([name, value]): [string, string] => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]);
  return { status: response.statusCode ?? 0, headers: Object.fromEntries(headers), text: Buffer.concat(parts).toString('utf8') };
}

/** RFC 6761 section 6.3: names below `localhost` are this machine. The system's resolver does not know that everywhere, browsers do. */
const lookupHost: LookupFunction = (hostname, options, callback) => {
  if (!hostname.endsWith('.localhost')) lookup(hostname, options, callback);
  else if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
  else callback(null, '127.0.0.1', 4);
};

function reasonOf(cause: unknown): string {
  // Several addresses were tried, each with its own error.
  if (cause instanceof AggregateError) return cause.errors.map(reasonOf).join(', ');
  return cause instanceof Error ? cause.message : String(cause);
}
