import { createServer as createHttpServer, request as httpRequest, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

/** What a peer was asked. */
export interface PeerRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Uint8Array;
  /** The connection it came on: over TLS it knows the client's certificate. */
  readonly socket: Socket;
}

/** What a peer answers. */
export interface PeerAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
}

/** The authority behind: a function of the test's own, or `forwardTo` a server of somebody else. */
export type Backend = (request: PeerRequest) => Promise<PeerAnswer> | PeerAnswer;

/**
 * What goes wrong on the way.
 *
 * - `refused`: nobody listens at the address;
 * - `silent`: the question is taken, reaches the authority, and no answer comes back;
 * - `deaf`: the question is taken and never reaches the authority;
 * - `cut`: half of the answer, then the connection ends;
 * - `twice`: the answer comes two times on one connection;
 * - `garbage`: the answer is something else of the same length;
 * - `endless`: an answer without an end;
 * - `error`: 503, with a page for people.
 */
export const faults = ['refused', 'silent', 'deaf', 'cut', 'twice', 'garbage', 'endless', 'error'] as const;
export type Fault = (typeof faults)[number];

/** The server of an authority on this machine, over TLS where it has a certificate, with faults on demand. */
export class FaultyPeer {
  /** What goes wrong from now on; set it by `suffer` and end it by `recover`. */
  private fault: Fault | undefined;
  /** Questions that reached the authority. */
  reached = 0;
  /** Changes what the authority answers. */
  rewrite: (answer: PeerAnswer, request: PeerRequest) => PeerAnswer = (answer) => answer;
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;
  private port = 0;

  private constructor(
    private readonly backend: Backend,
    private readonly tls: ServerOptions | undefined,
  ) {
    const answer = (request: IncomingMessage, response: ServerResponse): void => void this.answer(request, response).catch(() => request.socket.destroy());
    this.server = tls ? createHttpsServer(tls, answer) : createHttpServer(answer);
    this.server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
    });
    this.server.on('tlsClientError', () => undefined);
  }

  /** Starts on a free port. `tls`: `{cert, key}` for a name that reaches this machine (localhost), and `{ca, requestCert: true, rejectUnauthorized}` for mutual TLS. */
  static async start(backend: Backend, tls?: ServerOptions): Promise<FaultyPeer> {
    const peer = new FaultyPeer(backend, tls);
    await peer.listen();
    return peer;
  }

  /** Its address, without a path. */
  get origin(): string {
    return `${this.tls ? 'https' : 'http'}://localhost:${this.port}`;
  }

  async suffer(fault: Fault): Promise<void> {
    await this.recover();
    this.fault = fault;
    if (fault === 'refused') await this.close();
  }

  async recover(): Promise<void> {
    const last = this.fault;
    this.fault = undefined;
    if (last === 'refused') await this.listen();
  }

  async stop(): Promise<void> {
    if (this.server.listening) await this.close();
  }

  private listen(): Promise<void> {
    return new Promise((done, fail) => {
      this.server.once('error', fail);
      this.server.listen(this.port, '127.0.0.1', () => {
        this.port = (this.server.address() as AddressInfo).port;
        done();
      });
    });
  }

  private close(): Promise<void> {
    const closed = new Promise<void>((done) => this.server.close(() => done()));
    for (const socket of this.sockets) socket.destroy();
    return closed;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url: path = '/', headers, socket } = request;
    const parts: Uint8Array[] = [];
    for await (const part of request as AsyncIterable<Uint8Array>) parts.push(part);
    const { fault } = this;
    if (fault === 'deaf') return;
    const asked = { method, path, headers, body: new Uint8Array(Buffer.concat(parts)), socket };
    this.reached += 1;
    const answered = this.rewrite(await this.backend(asked), asked);
    if (fault === 'silent') return;
    if (!fault) return void response.writeHead(answered.status, { ...answered.headers }).end(answered.body);
    send(socket, wire(fault, answered), fault);
  }
}

/** A server of somebody else, on this machine and without TLS. */
export function forwardTo(origin: string): Backend {
  return ({ method, path, headers, body }) =>
    new Promise((done, fail) => {
      const passed = { ...headers, host: new URL(origin).host, connection: 'close' };
      const asked = httpRequest(new URL(path, origin), { method, headers: passed }, (answer) => {
        const parts: Uint8Array[] = [];
        answer.on('data', (part: Uint8Array) => parts.push(part)).on('error', fail);
        answer.on('end', () => done({ status: answer.statusCode ?? 502, headers: contentType(answer.headers), body: new Uint8Array(Buffer.concat(parts)) }));
      });
      asked.on('error', fail).end(body);
    });
}

/** What else a server says travels with the connection it was said on. */
function contentType(headers: IncomingMessage['headers']): Record<string, string> {
  const passed = ['content-type', 'content-transfer-encoding', 'retry-after', 'location', 'www-authenticate'] as const;
  return Object.fromEntries(passed.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]])));
}

function wire(fault: Fault, { status, headers, body }: PeerAnswer): Buffer {
  if (fault === 'error') return message(503, { 'content-type': 'text/html' }, Buffer.from('<h1>Service Unavailable</h1>'));
  const whole = Buffer.from(body);
  const content = fault === 'garbage' ? Buffer.alloc(whole.length, 'x') : whole;
  const answer = message(status, headers ?? {}, content);
  if (fault === 'twice') return Buffer.concat([answer, answer]);
  if (fault === 'cut') return answer.subarray(0, answer.length - Math.ceil(content.length / 2));
  return answer;
}

function message(status: number, headers: Readonly<Record<string, string>>, body: Buffer): Buffer {
  const lines = Object.entries({ ...headers, 'content-length': String(body.length) }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status} Answer\r\n${lines.join('')}\r\n`), body]);
}

function send(socket: Socket, bytes: Buffer, fault: Fault): void {
  if (fault !== 'endless') return void socket.end(bytes);
  socket.write('HTTP/1.1 200 Answer\r\ncontent-type: application/octet-stream\r\n\r\n');
  const filling = Buffer.alloc(65_536, 'x');
  const pour = (): void => {
    if (!socket.destroyed) socket.write(filling, pour);
  };
  pour();
}
