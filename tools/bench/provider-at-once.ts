import { createPrivateKey, randomBytes, sign, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@paraph/testing';
import { exportJWK, generateKeyPair } from 'jose';
import type { Arrival, Tab } from '../sandbox/signer/tab.ts';
import type { SessionProvider } from './one-session.ts';

/** Seconds that what it says holds. */
const LASTS = 300;
const CLIENT = 'paraph-signing';
const KEY = { kid: 'at-once', alg: 'ES256', use: 'sig' } as const;

/**
 * An identity provider that signs in whoever the bench says, at once: it has no pages and keeps nothing. A real one runs elsewhere, on processors of its
 * own; on these two its pages, cookies and sessions would be what is measured.
 */
export class ProviderAtOnce implements SessionProvider {
  readonly issuer: string;
  /** JSON: what `--providers` of the stack takes. */
  readonly providersFile: string;
  readonly #folder: string;
  readonly #key: KeyObject;
  readonly #server: Server;

  private constructor({ issuer, folder, providersFile, key }: { issuer: string; folder: string; providersFile: string; key: KeyObject }) {
    [this.issuer, this.#folder, this.providersFile, this.#key] = [issuer, folder, providersFile, key];
    this.#server = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        // Its client is known by its signed assertion elsewhere; here, whoever has a code has asked for it.
        const idToken = this.#idToken(new URLSearchParams(body).get('code') ?? '');
        response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
        response.end(JSON.stringify({ access_token: 'of-no-use', token_type: 'Bearer', id_token: idToken }));
      });
    });
  }

  static async start(): Promise<ProviderAtOnce> {
    const port = await freePort();
    const issuer = `http://at-once.localhost:${port}`;
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const folder = mkdtempSync(join(tmpdir(), 'paraph-provider-'));
    const providersFile = join(folder, 'providers.json');
    const addresses = { authorizationEndpoint: `${issuer}/authorize`, tokenEndpoint: `${issuer}/token` };
    const entry = { issuer, clientId: CLIENT, ...addresses, algorithms: ['ES256'], keys: [{ ...(await exportJWK(publicKey)), ...KEY }] };
    writeFileSync(providersFile, JSON.stringify([entry]));
    const key = createPrivateKey({ key: { ...(await exportJWK(privateKey)) }, format: 'jwk' });
    const provider = new ProviderAtOnce({ issuer, folder, providersFile, key });
    await new Promise<void>((done) => provider.#server.listen(port, '127.0.0.1', done));
    return provider;
  }

  /** Sends the browser back at once, with a code that says which nonce was asked for. */
  signIn(tab: Tab, { url: asked }: Arrival): Promise<Arrival> {
    const back = new URL(asked.searchParams.get('redirect_uri') ?? '');
    const code = `${randomBytes(16).toString('base64url')}.${asked.searchParams.get('nonce') ?? ''}`;
    for (const [name, value] of Object.entries({ code, state: asked.searchParams.get('state') ?? '', iss: this.issuer })) back.searchParams.set(name, value);
    return tab.open(back);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
    this.end();
  }

  /** What is left of it when its process ends at once. */
  end(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #idToken(code: string): string {
    const now = Math.floor(Date.now() / 1_000);
    const person = { sub: 'bench', name: 'Bea Bench', given_name: 'Bea', family_name: 'Bench' };
    const claims = { iss: this.issuer, aud: CLIENT, nonce: code.split('.')[1], iat: now, auth_time: now, exp: now + LASTS, ...person };
    const text = [{ alg: KEY.alg, kid: KEY.kid }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `${text}.${sign('sha256', Buffer.from(text), { key: this.#key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request as AsyncIterable<Buffer>) text += chunk.toString();
  return text;
}
