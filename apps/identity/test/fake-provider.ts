import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** An identity provider in a test: whoever `subject` names is signed in at once, or `denies`. */
export class FakeProvider {
  subject = 'alice';
  denies = false;
  /** Replaces the nonce of ID tokens. */
  nonce: string | undefined;
  issuer = '';
  /** Replaces the issuer it names in its answers (RFC 9207); without one it names none. */
  answersAs: string | undefined;
  /** Codes and tokens it gave. */
  readonly secrets: string[] = [];
  readonly #codes = new Map<string, { nonce: string; clientId: string }>();
  #server: Server | undefined;
  #key: CryptoKey | undefined;
  #publicKey: JWK | undefined;

  async start(port: number): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    this.#key = privateKey;
    this.#publicKey = { ...(await exportJWK(publicKey)), kid: 'idp', alg: 'ES256', use: 'sig' };
    this.issuer = `http://127.0.0.1:${port}`;
    this.#server = createServer((request, response) => void this.answer(request, response));
    await new Promise<void>((done) => this.#server?.listen(port, '127.0.0.1', done));
  }

  async stop(): Promise<void> {
    await new Promise((done) => this.#server?.close(done));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.issuer);
    if (url.pathname === '/.well-known/openid-configuration') return json(response, this.metadata());
    if (url.pathname === '/jwks') return json(response, { keys: [this.#publicKey] });
    if (url.pathname === '/authorize') return this.authorize(url, response);
    return json(response, await this.token(await bodyOf(request), request));
  }

  private metadata(): object {
    const at = (path: string): string => `${this.issuer}/${path}`;
    return {
      issuer: this.issuer,
      authorization_endpoint: at('authorize'),
      token_endpoint: at('token'),
      jwks_uri: at('jwks'),
      id_token_signing_alg_values_supported: ['ES256'],
    };
  }

  private authorize(url: URL, response: ServerResponse): void {
    const back = new URL(url.searchParams.get('redirect_uri') ?? '');
    back.searchParams.set('state', url.searchParams.get('state') ?? '');
    if (this.denies) back.searchParams.set('error', 'access_denied');
    else back.searchParams.set('code', this.code(url));
    if (this.answersAs !== undefined) back.searchParams.set('iss', this.answersAs);
    response.writeHead(302, { location: back.href }).end();
  }

  private code(url: URL): string {
    const code = randomBytes(24).toString('base64url');
    this.secrets.push(code);
    this.#codes.set(code, { nonce: url.searchParams.get('nonce') ?? '', clientId: url.searchParams.get('client_id') ?? '' });
    return code;
  }

  private async token(form: URLSearchParams, request: IncomingMessage): Promise<object> {
    const code = this.#codes.get(form.get('code') ?? '');
    const proven = form.has('client_assertion') || request.headers.authorization?.startsWith('Basic ');
    if (code === undefined || !proven || !form.has('code_verifier') || this.#key === undefined) return { error: 'invalid_grant' };
    this.#codes.delete(form.get('code') ?? '');
    const now = Math.floor(Date.now() / 1000);
    const idToken = await new SignJWT({ nonce: this.nonce ?? code.nonce, auth_time: now })
      .setProtectedHeader({ alg: 'ES256', kid: 'idp' })
      .setIssuer(this.issuer)
      .setSubject(this.subject)
      .setAudience(code.clientId)
      .setIssuedAt(now)
      .setExpirationTime(now + 300)
      .sign(this.#key);
    this.secrets.push(idToken);
    return { access_token: randomBytes(16).toString('hex'), token_type: 'Bearer', expires_in: 60, id_token: idToken };
  }
}

function json(response: ServerResponse, body: object): void {
  response.writeHead('error' in body ? 400 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return new URLSearchParams(Buffer.concat(chunks).toString());
}
