import { createServer, type Server } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateKeyPair, importJWK, SignJWT, type JWK } from 'jose';
import { noteSecret } from './secrets-seen.ts';
import { state } from './stack.ts';

/** What the provider says instead of the truth; absent is the truth. */
export interface Lie {
  readonly nonce?: string;
  readonly audience?: string;
  readonly issuer?: string;
  readonly subject?: string;
  /** Seconds before now at which the person is said to have signed in; `null` says nothing at all. */
  readonly signedInAgo?: number | null;
  /** Seconds from now at which the token ends. */
  readonly endsIn?: number;
  /** Signs with a key nobody knows, under the known name. */
  readonly foreignKey?: boolean;
  readonly keyId?: string;
  readonly header?: Record<string, unknown>;
  /** The token of an earlier exchange again. */
  readonly repeat?: boolean;
}

interface Settings {
  readonly issuer: string;
  readonly port: number;
  readonly clientId: string;
  readonly privateKey: JWK;
}

/**
 * An identity provider that the SAM has pinned and that signs in whoever comes, without asking. It tells the truth unless a
 * test has it lie, so that a refusal is the SAM's own doing.
 */
export class RogueProvider {
  readonly issuer: string;
  lie: Lie = {};
  private readonly asked = new Map<string, { nonce: string; redirectUri: string }>();
  private server: Server | undefined;
  private last: string | undefined;
  private codes = 0;

  private readonly settings: Settings;

  private constructor(settings: Settings) {
    this.settings = settings;
    this.issuer = settings.issuer;
  }

  /** The provider that the end-to-end stack was started with. */
  static open(): RogueProvider {
    return new RogueProvider(JSON.parse(readFileSync(join(`${state}-provider`, 'rogue-provider.json'), 'utf8')) as Settings);
  }

  async listen(): Promise<void> {
    const server = createServer((request, response) => {
      void this.answer(request.method ?? '', new URL(request.url ?? '/', this.issuer), request).then(
        ({ status, headers, body }) => response.writeHead(status, headers).end(body),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
    this.server = server;
    await new Promise<void>((done) => server.listen(this.settings.port, '127.0.0.1', done));
  }

  async close(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((done) => this.server?.close(done));
  }

  private async answer(method: string, url: URL, body: AsyncIterable<Buffer>): Promise<{ status: number; headers: Record<string, string>; body: string }> {
    if (method === 'GET' && url.pathname === '/authorize') {
      this.codes += 1;
      const code = `rogue-code-number-${this.codes}`;
      const redirect = new URL(url.searchParams.get('redirect_uri') ?? '');
      this.asked.set(code, { nonce: url.searchParams.get('nonce') ?? '', redirectUri: redirect.href });
      redirect.searchParams.set('code', code);
      redirect.searchParams.set('state', url.searchParams.get('state') ?? '');
      redirect.searchParams.set('iss', this.issuer);
      return { status: 303, headers: { location: redirect.href }, body: '' };
    }
    let text = '';
    for await (const chunk of body) text += chunk.toString();
    const { nonce } = this.asked.get(new URLSearchParams(text).get('code') ?? '') ?? { nonce: '' };
    const idToken = this.lie.repeat && this.last ? this.last : await this.idToken(nonce);
    this.last = idToken;
    noteSecret(idToken);
    return {
      status: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
      body: JSON.stringify({ access_token: 'unused-access-token', token_type: 'Bearer', id_token: idToken }),
    };
  }

  private async idToken(nonce: string): Promise<string> {
    const { lie, settings } = this;
    const now = Math.floor(Date.now() / 1000);
    const key = lie.foreignKey ? (await generateKeyPair('ES256')).privateKey : await importJWK(settings.privateKey, 'ES256');
    const signedIn = lie.signedInAgo === null ? {} : { auth_time: now - (lie.signedInAgo ?? 0) };
    const claims = { nonce: lie.nonce ?? nonce, given_name: 'Robin', family_name: 'Rogue', name: 'Robin Rogue', ...signedIn };
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid: lie.keyId ?? settings.privateKey.kid ?? '', ...lie.header })
      .setIssuer(lie.issuer ?? this.issuer)
      .setAudience(lie.audience ?? settings.clientId)
      .setSubject(lie.subject ?? 'robin')
      .setIssuedAt(now)
      .setExpirationTime(now + (lie.endsIn ?? 300))
      .sign(key);
  }
}
