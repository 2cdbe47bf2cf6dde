import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** A request as bytes: nothing between us and the service puts it right. */
export interface RawRequest {
  readonly verb: string;
  /** Path and query as they go over the wire. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** What came back. */
export interface RawAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly ms: number;
}

/** A request takes no longer, whatever it is. */
export const LONGEST_MS = 5_000;

/** Sends bytes over a connection of their own and reads what comes until its end. */
export async function sendRaw(origin: URL, { verb, target, headers, body }: RawRequest): Promise<RawAnswer> {
  const lines = [`host: ${origin.host}`, 'connection: close', ...headers.map(([name, value]) => `${name}: ${value}`), `content-length: ${body.length}`];
  const head = Buffer.from(`${verb} ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  const began = performance.now();
  const bytes = Buffer.concat([head, body]);
  return { ...parse(await answered(origin, bytes)), ms: Math.round(performance.now() - began) };
}

/** How often a request is sent whose answer was lost on the way. */
const TRIES = 4;

/** A service that refuses what is too long may close before all is written; what it answered is lost then, and it is asked again. */
async function answered(origin: URL, bytes: Buffer): Promise<Buffer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await exchanged(open(origin), bytes);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if ((code !== 'EPIPE' && code !== 'ECONNRESET') || attempt === TRIES) throw error;
    }
  }
}

function open(origin: URL): Socket {
  const host = origin.hostname.endsWith('localhost') ? '127.0.0.1' : origin.hostname;
  if (origin.protocol === 'https:') {
    // Who answers was settled before the first malformed request.
    return connectTls({ host, port: Number(origin.port || 443), servername: origin.hostname, rejectUnauthorized: false });
  }
  return connectPlain(Number(origin.port || 80), host);
}

function exchanged(socket: Socket, bytes: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    const late = setTimeout(() => socket.destroy(new Error(`no whole answer in ${LONGEST_MS} ms`)), LONGEST_MS);
    const done = (): void => {
      clearTimeout(late);
      resolve(Buffer.concat(parts));
    };
    socket.on('data', (part: Buffer) => parts.push(part));
    socket.once('end', done);
    socket.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(late);
      // A service that has answered need not read the rest of what is too long.
      if (parts.length > 0 && (error.code === 'ECONNRESET' || error.code === 'EPIPE')) resolve(Buffer.concat(parts));
      else reject(error);
    });
    socket.write(bytes);
  });
}

function parse(received: Buffer): Omit<RawAnswer, 'ms'> {
  const text = received.toString('utf8');
  const end = text.indexOf('\r\n\r\n');
  const head = end < 0 ? text : text.slice(0, end);
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0);
  const contentType = /^content-type: *(.*)$/im.exec(head)?.[1]?.trim() ?? '';
  const raw = end < 0 ? '' : text.slice(end + 4);
  return { status, contentType, body: /^transfer-encoding: *chunked$/im.test(head) ? unchunked(raw) : raw };
}

function unchunked(raw: string): string {
  let body = '';
  for (let rest = raw; rest !== '';) {
    const line = rest.indexOf('\r\n');
    const length = Number.parseInt(rest.slice(0, line), 16);
    if (line < 0 || !(length > 0)) break;
    body += rest.slice(line + 2, line + 2 + length);
    rest = rest.slice(line + 2 + length + 2);
  }
  return body;
}
