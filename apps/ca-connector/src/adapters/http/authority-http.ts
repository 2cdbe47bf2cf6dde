import { ServiceError } from '@paraph/contracts';
import { Agent, request as send, type Dispatcher } from 'undici';
import { isLoopback } from './connection.settings.js';
import type { ConnectionSettings } from './connection.settings.js';

/** One question to an authority's server. */
export interface AuthorityRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** An answer that is longer is none. */
  readonly maxBytes: number;
  readonly within: AbortSignal;
  /** What is answered is signed by itself, and nothing is told by asking: http will do (RFC 5280 section 8). */
  readonly isSigned?: boolean;
}

/** What the server answered, whatever its status. */
export interface AuthorityReply {
  readonly status: number;
  /** Names in lower case; a header that came several times is joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** How long a connection may take to come about: what is longer is nobody there. */
const CONNECT_MS = 3_000;

/**
 * How one authority's server is spoken to: its name and chain are checked, redirects are not followed (they could lead to where a password or a
 * certificate has no business), an answer has an end. Each question has a connection of its own, so that an answer that came twice can never be
 * taken for that to another question.
 */
export class AuthorityHttp {
  private readonly agent: Agent;
  private readonly authorization: Readonly<Record<string, string>>;

  constructor(settings: Partial<ConnectionSettings> = {}) {
    const { anchors, clientCertificate, clientKey, serverName, login } = settings;
    this.agent = new Agent({
      pipelining: 0,
      connect: {
        timeout: CONNECT_MS,
        minVersion: 'TLSv1.2',
        // Said, so that no environment of the process can say otherwise.
        rejectUnauthorized: true,
        ...(anchors && { ca: [...anchors] }),
        ...(clientCertificate !== undefined && { cert: clientCertificate }),
        ...(clientKey && { key: clientKey.reveal() }),
        ...(serverName !== undefined && { servername: serverName }),
      },
    });
    this.authorization = login ? { authorization: `Basic ${Buffer.from(`${login.user}:${login.password.reveal()}`).toString('base64')}` } : {};
  }

  /** @throws `authority.unavailable` for whatever keeps an answer from coming whole; its words hold no secret */
  async request({ method, url, headers, body, maxBytes, within, isSigned = false }: AuthorityRequest): Promise<AuthorityReply> {
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && (isSigned || isLoopback(url.hostname))))
      throw unavailable('its address is neither https nor on this machine');
    try {
      const answer = await send(url, {
        method,
        headers: { ...headers, ...this.authorization },
        body: body ? Buffer.from(body) : null,
        dispatcher: this.agent,
        signal: within,
        headersTimeout: 0,
        bodyTimeout: 0,
      });
      if (answer.statusCode >= 300 && answer.statusCode < 400) {
        // Nobody reads it, so nobody would hear that it was ended before its end.
        answer.body.on('error', () => undefined).destroy();
        throw unavailable(`it answers with a redirect (${answer.statusCode})`);
      }
      return { status: answer.statusCode, headers: flat(answer.headers), body: await limited(answer.body, maxBytes) };
    } catch (cause) {
      if (cause instanceof ServiceError) throw cause;
      throw unavailable(within.aborted ? 'it did not answer in time' : reason(cause), cause);
    }
  }

  /** Ends its connections. */
  async close(): Promise<void> {
    await this.agent.destroy();
  }
}

function flat(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value.join(', ') : (value ?? '')]));
}

async function limited(body: Dispatcher.ResponseData['body'], maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > maxBytes) throw unavailable('its answer does not end');
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}

/** What a person needs to know; an error of the TLS layer may name keys and files, so only its code is passed on. */
function reason(cause: unknown): string {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'no code';
  if (code === 'ECONNREFUSED') return 'it refuses the connection';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its name is not known';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'its certificate is for another name';
  if (code === 'CERT_HAS_EXPIRED') return 'the certificate of its server has expired';
  if (/^(?:DEPTH_ZERO_)?(?:SELF_SIGNED|UNABLE_TO)_/.test(code)) return 'the certificate of its server leads to no anchor of ours';
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') return 'no connection comes about';
  return `the connection failed (${code})`;
}

function unavailable(why: string, cause?: unknown): ServiceError {
  return new ServiceError('authority.unavailable', why, { cause, retryAfter: 30 });
}
