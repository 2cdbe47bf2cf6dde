import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { OpensslAuthority } from './openssl-authority.ts';

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** What a test may bend. */
export interface Bends {
  readonly algo: readonly string[];
  /** Added to or taken from the honest answer of a path. */
  readonly answers?: Readonly<Record<string, Answer>>;
}

const credentialId = 'cred_test';

/** A CSC service with its authorisation server, strict about what an application must send, with a real key behind it. */
export class FakeService {
  readonly requests: { path: string; body: Record<string, unknown> }[] = [];
  readonly clientSecret = 's3cret+/';
  readonly redirectUri = 'http://sandbox.localhost:1/callback';
  readonly credentialId = credentialId;
  bends: Bends;
  readonly #authority: OpensslAuthority;
  readonly #server: Server;
  #pushed: URLSearchParams | undefined;

  constructor(authority: OpensslAuthority, bends: Bends) {
    this.#authority = authority;
    this.bends = bends;
    this.#server = createServer((request, response) => {
      void this.#read(request).then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      });
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  get origin(): string {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? `http://gateway.localhost:${address.port}` : '';
  }

  /** What a signer's approval ends in. */
  redirect(changes: Readonly<Record<string, string>> = {}): URL {
    const url = new URL(this.redirectUri);
    url.search = new URLSearchParams({ code: 'the-code', state: this.#pushed?.get('state') ?? '', ...changes }).toString();
    return url;
  }

  async #read(request: IncomingMessage): Promise<Answer> {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
    const path = request.url ?? '';
    const form = new URLSearchParams(text);
    const body = path.startsWith('/csc/') ? (JSON.parse(text) as Record<string, unknown>) : Object.fromEntries(form);
    this.requests.push({ path, body });
    return this.bends.answers?.[path] ?? this.#answer(path, request.headers.authorization, body);
  }

  #answer(path: string, authorization: string | undefined, body: Record<string, unknown>): Answer {
    switch (path) {
      case '/csc/v2/info':
        return ok({ specs: '2.0.0.0', methods: ['info'], oauth2: `${this.origin}/as` });
      case '/csc/v2/credentials/info':
        return authorization === 'Bearer service' ? this.#credential() : refused(401, 'invalid_token');
      case '/csc/v2/signatures/signHash':
        return authorization === 'Bearer sad_token' ? this.#sign(body) : refused(401, 'invalid_token');
      case '/as/oauth2/pushed_authorize':
        return this.#isClient(authorization) ? this.#push(body) : refused(400, 'invalid_client');
      case '/as/oauth2/token':
        return this.#isClient(authorization) ? this.#token(body) : refused(400, 'invalid_client');
      default:
        return refused(404, 'not_found');
    }
  }

  #isClient(authorization: string | undefined): boolean {
    return authorization === `Basic ${Buffer.from(`app:${encodeURIComponent(this.clientSecret)}`).toString('base64')}`;
  }

  #credential(): Answer {
    const certificates = [this.#authority.signingCertificate, ...this.#authority.chain].map((der) => Buffer.from(der).toString('base64'));
    return ok({ key: { status: 'enabled', algo: this.bends.algo, len: 256 }, cert: { certificates }, auth: { mode: 'oauth2code' }, multisign: 400 });
  }

  #push(body: Record<string, unknown>): Answer {
    if (body['code_challenge_method'] !== 'S256') return refused(400, 'invalid_request');
    this.#pushed = new URLSearchParams(body as Record<string, string>);
    return { status: 201, body: { request_uri: 'urn:pushed:1', expires_in: 60 } };
  }

  #token(body: Record<string, unknown>): Answer {
    if (body['grant_type'] === 'client_credentials') return ok({ access_token: 'service', token_type: 'Bearer' });
    const challenge = createHash('sha256').update(String(body['code_verifier'])).digest('base64url');
    const same = ['redirect_uri', 'authorization_details'].every((name) => this.#pushed?.get(name) === body[name]);
    const isGood = body['code'] === 'the-code' && challenge === this.#pushed?.get('code_challenge') && same;
    return isGood ? ok({ access_token: 'sad_token', token_type: 'Bearer', expires_in: 300 }) : refused(400, 'invalid_grant');
  }

  #sign(body: Record<string, unknown>): Answer {
    const details = this.#pushed?.get('authorization_details') ?? '';
    const hashes = body['hashes'] as string[];
    if (!hashes.every((hash) => details.includes(hash))) return refused(400, 'invalid_request');
    return ok({ signatures: hashes.map((hash) => this.#signDigest(Buffer.from(hash, 'base64')).toString('base64')) });
  }

  #signDigest(digest: Buffer): Buffer {
    const name = { 32: 'sha256', 48: 'sha384', 64: 'sha512' }[digest.length] ?? 'unknown';
    const args = ['pkeyutl', '-sign', '-inkey', this.#authority.path('leaf.key'), '-pkeyopt', `digest:${name}`];
    return execFileSync('openssl', args, { input: digest });
  }
}

/** An answer as the CSC API gives it. */
export function refused(status: number, error: string, error_description?: string): Answer {
  return { status, body: { error, error_description } };
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}
