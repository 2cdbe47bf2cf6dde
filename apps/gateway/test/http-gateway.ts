import type { Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Clock } from '@paraph/kernel';
import { acceptCorrelationId, Log, PlatformModule, Readiness, runWork } from '@paraph/platform';
import { request as httpRequest, type OutgoingHttpHeaders } from 'node:http';
import { BrowserOrigins } from '../src/domain/browser-origins.js';
import { CredentialDirectory } from '../src/domain/credential-directory.js';
import { Refusals } from '../src/domain/refusals.js';
import { Signers } from '../src/domain/signers.js';
import { SigningModule } from '../src/domain/signing-module.js';
import { Tokens } from '../src/domain/tokens.js';
import { GatewayModule } from '../src/gateway.module.js';
import { EdgeSettings } from '../src/transport/edge-settings.js';
import { prepareHttp } from '../src/transport/http-edge.js';
import { CoreFakes } from './core-fakes.js';
import { FakeBrowserOrigins, FakeDirectory, FakeSigners, FakeSigningModule, FakeTokens, RecordingRefusals } from './fakes.js';

/** An answer, read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

/** How a request differs from a POST of JSON with a Bearer token. */
export interface Sending {
  readonly token?: string;
  /** The whole header instead of a token. */
  readonly authorization?: string;
  readonly verb?: string;
  /** The `DPoP` headers, each on a line of its own. */
  readonly proofs?: readonly string[];
  /** The `Host` header. */
  readonly host?: string;
  /** Further headers. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Where clients of the test's gateway believe it to be, whatever port it has. */
export const ORIGIN = 'https://gateway.example';

interface Changed {
  readonly signing?: SigningModule;
  readonly log?: Log;
  readonly clock?: Clock;
  readonly requestsPerAddress?: number;
  readonly proxiesInFront?: number;
}

/** The gateway's HTTP layer on a port of its own, with fakes behind its ports. */
export class HttpGateway {
  readonly tokens = new FakeTokens();
  readonly directory = new FakeDirectory();
  readonly signers = new FakeSigners();
  readonly sam = new FakeSigningModule();
  readonly refusals = new RecordingRefusals();
  readonly origins = new FakeBrowserOrigins();
  readonly core = new CoreFakes();
  #app: NestFastifyApplication | undefined;
  #origin = '';

  /** @param changed a signing module other than the fake, a log that is written, limits that are felt */
  constructor(private readonly changed: Changed = {}) {}

  async open(): Promise<this> {
    const ports: Provider[] = [
      { provide: Tokens, useValue: this.tokens },
      { provide: CredentialDirectory, useValue: this.directory },
      { provide: Signers, useValue: this.signers },
      { provide: SigningModule, useValue: this.changed.signing ?? this.sam },
      { provide: Refusals, useValue: this.refusals },
      { provide: BrowserOrigins, useValue: this.origins },
      ...this.core.providers,
      { provide: EdgeSettings, useValue: new EdgeSettings(ORIGIN, this.changed.proxiesInFront ?? 0, this.changed.requestsPerAddress ?? 1_000_000) },
    ];
    const profile = {
      origin: ORIGIN,
      name: 'Paraph',
      region: 'FR',
      logo: 'http://gateway.localhost/logo.png',
      authorisationServer: 'http://identity.localhost',
      specs: { v1: '1.0.4.0', v2: '2.2.0.0' },
    };
    const opened = {
      service: 'gateway',
      log: this.changed.log ?? new Log('gateway', 'silent'),
      readiness: new Readiness(),
      connection: undefined,
      database: undefined,
    };
    const platform = PlatformModule.around(opened, this.changed.clock);
    const root = { module: class Root {}, imports: [platform, GatewayModule.over(profile, ports)] };
    const app = await NestFactory.create<NestFastifyApplication>(root, new FastifyAdapter({ bodyLimit: 100_000, forceCloseConnections: true }), {
      logger: false,
    });
    app
      .getHttpAdapter()
      .getInstance()
      .addHook('onRequest', (request, _reply, done) => {
        runWork({ correlationId: acceptCorrelationId(request.headers['x-correlation-id']) }, done);
      });
    prepareHttp(app);
    await app.listen(0, '127.0.0.1');
    this.#app = app;
    this.#origin = await app.getUrl();
    return this;
  }

  /** Where it really is, for a browser. */
  get address(): string {
    return this.#origin;
  }

  async close(): Promise<void> {
    await this.#app?.close();
  }

  /** Back to nothing said and nothing asked. */
  reset(): void {
    this.sam.forgetAll();
    this.core.reset();
    this.tokens.failure = undefined;
    this.refusals.ofClients.length = 0;
    this.refusals.ofStrangers.length = 0;
  }

  /** Calls a method of `/csc/v1`. */
  v1(method: string, body: object | string = {}, sending: Sending = {}): Promise<Answer> {
    return this.send(`/csc/v1/${method}`, body, sending);
  }

  /** Calls a method of `/csc/v2`. */
  post(method: string, body: object | string = {}, sending: Sending = {}): Promise<Answer> {
    return this.send(`/csc/v2/${method}`, body, sending);
  }

  async send(
    path: string,
    body: object | string | undefined,
    { token, authorization, verb = 'POST', proofs = [], host, headers = {} }: Sending = {},
  ): Promise<Answer> {
    const header = authorization ?? (token === undefined ? undefined : `Bearer ${token}`);
    // `fetch` would join headers of one name, and choose the host itself.
    const lines: [string, string | readonly string[]][] = [
      ['content-type', 'application/json'],
      ['connection', 'close'],
      ...(header === undefined ? [] : ([['authorization', header]] as [string, string][])),
      ...(proofs.length === 0 ? [] : ([['dpop', proofs]] as [string, readonly string[]][])),
      ...(host === undefined ? [] : ([['host', host]] as [string, string][])),
      ...Object.entries(headers),
    ];
    const sent = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const answered = await exchange(`${this.#origin}${path}`, verb, lines, sent);
    const json = answered.headers.get('content-type')?.startsWith('application/json') === true;
    return { ...answered, body: json ? (JSON.parse(answered.text) as Record<string, unknown>) : {} };
  }
}

function exchange(
  address: string,
  method: string,
  headers: readonly (readonly [string, string | readonly string[]])[],
  body: string | undefined,
): Promise<Omit<Answer, 'body'>> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(address);
    // The target as it is written: an address object would mend it.
    const path = address.slice(address.indexOf(port) + port.length);
    const sent = httpRequest({ hostname, port, path, method, headers: Object.fromEntries(headers) as OutgoingHttpHeaders }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        const received = new Headers(Object.entries(response.headers).map(([name, value]) => [name, String(value)] as [string, string]));
        resolve({ status: response.statusCode ?? 0, headers: received, text: Buffer.concat(parts).toString('utf8') });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** What an error looks like, `E400` of the reference's chapter 8. */
export function wire(status: number, error: string, description: unknown): object {
  return { status, body: { error, error_description: description } };
}

/** The commonest error. */
export function bad(description: string): object {
  return wire(400, 'invalid_request', description);
}
