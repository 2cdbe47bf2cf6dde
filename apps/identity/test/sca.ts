import { createHash, randomBytes } from 'node:crypto';
import { activationChallenge, newId, toBase64Url } from '@paraph/kernel';
import type { RequestOf, createClient } from '@paraph/contracts';
import { Browser, type Visit } from './browser.js';
import { APPROVAL, MANAGEMENT, type RunningIdentity } from './running-identity.js';

export const REDIRECT = 'https://sca.example/callback';
export const SHA256 = '2.16.840.1.101.3.4.2.1';

type Form = Readonly<Record<string, string>>;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** How an application is registered, where it is not by a secret with the default settings. */
export type Registration = Partial<Pick<RequestOf<typeof createClient>, 'authentication' | 'settings'>>;

/** SHA-256 of a text, as standard Base64. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

/** base64url without padding of a standard Base64 text. */
export function urlSafe(base64: string): string {
  return Buffer.from(base64, 'base64').toString('base64url');
}

/** A PKCE pair (RFC 7636). */
export function pkce(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

/** A signature-creation application with its own secret, and a signer with a credential, both of one subscriber. */
export class Sca {
  private constructor(
    readonly identity: RunningIdentity,
    readonly subscriberId: string,
    readonly clientId: string,
    readonly clientSecret: string,
    readonly signerId: string,
    readonly credentialId: string,
    readonly base: 'v1' | 'v2' = 'v2',
  ) {}

  static async register(identity: RunningIdentity, redirectUris = [REDIRECT], more: Registration = {}): Promise<Sca> {
    const { subscriberId } = await identity.directory.createSubscriber({ name: 'Example Ltd' }, MANAGEMENT);
    const client = await identity.directory.createClient(
      { subscriberId, name: 'Example <Sign>', redirectUris, authentication: { method: 'client_secret' }, ...more },
      MANAGEMENT,
    );
    const { signerId } = await identity.directory.createSigner({ subscriberId, name: 'Alice Example' }, MANAGEMENT);
    const credentialId = newId('cred');
    identity.neighbours.credentials.set(credentialId, signerId);
    return new Sca(identity, subscriberId, client.clientId, client.clientSecret ?? '', signerId, credentialId);
  }

  /** The same at a base of the authorisation server. */
  at(base: 'v1' | 'v2'): Sca {
    const { identity, subscriberId, clientId, clientSecret, signerId, credentialId } = this;
    return new Sca(identity, subscriberId, clientId, clientSecret, signerId, credentialId, base);
  }

  /** The same application with another signer and credential of the same subscriber. */
  with(signerId: string, credentialId: string): Sca {
    const { identity, subscriberId, clientId, clientSecret, base } = this;
    return new Sca(identity, subscriberId, clientId, clientSecret, signerId, credentialId, base);
  }

  /** Address of an endpoint below the base. */
  path(name: string): string {
    return `${this.base === 'v1' ? '/v1' : ''}/oauth2/${name}`;
  }

  get basic(): Form {
    return { authorization: `Basic ${Buffer.from(`${this.clientId}:${this.clientSecret}`).toString('base64')}` };
  }

  /** Parameters of an authorisation request; a value `undefined` leaves one out. */
  request(parameters: Readonly<Record<string, string | undefined>>, challenge = pkce().challenge): Record<string, string> {
    const all = {
      response_type: 'code',
      client_id: this.clientId,
      redirect_uri: REDIRECT,
      state: 'st-1',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ...parameters,
    };
    return Object.fromEntries(Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  }

  query(hashes: readonly string[], more: Readonly<Record<string, string | undefined>> = {}): Record<string, string | undefined> {
    return {
      scope: 'credential',
      credentialID: this.credentialId,
      numSignatures: String(hashes.length),
      ...(this.base === 'v1' ? { hash: hashes.map(urlSafe).join(',') } : { hashes: hashes.map(urlSafe).join(','), hashAlgorithmOID: SHA256 }),
      ...more,
    };
  }

  details(hashes: readonly string[], more: object = {}): object[] {
    return [
      {
        type: 'credential',
        credentialID: this.credentialId,
        documentDigests: hashes.map((hash, index) => ({ hash, label: `Document ${index + 1}` })),
        hashAlgorithmOID: SHA256,
        ...more,
      },
    ];
  }

  authorizeUrl(parameters: Readonly<Record<string, string>>, path = this.path('authorize')): string {
    return `${this.identity.origin}${path}?${new URLSearchParams(parameters).toString()}`;
  }

  /** Sends a browser to the authorisation endpoint and on, until it leaves identity: to the client, the approval page or the provider. */
  async authorize(parameters: Readonly<Record<string, string>>, browser = new Browser()): Promise<Visit> {
    return browser.follow(await browser.get(this.authorizeUrl(parameters)), [this.identity.origin]);
  }

  /** The whole way of a credential authorisation: approval page, provider, back. Answers what the client gets. */
  async approve(parameters: Readonly<Record<string, string>>, browser = new Browser()): Promise<URLSearchParams> {
    const { uid, challenge } = readFragment(await this.authorize(parameters, browser));
    const { origin, provider } = this.identity;
    return outcome(await browser.follow(await this.act(browser, uid, challenge, BEGIN_OIDC), [origin, provider.issuer]));
  }

  /** What the carry page posts of an activation. */
  act(browser: Browser, uid: string, challenge: string, act: unknown): Promise<Visit> {
    return browser.post(`${this.identity.origin}/interaction/${uid}/act`, { challenge, act: actText(act) });
  }

  /** The whole way of a service authorisation: page, sign-in, back. */
  async signIn(parameters: Readonly<Record<string, string>>, browser = new Browser()): Promise<URLSearchParams> {
    const page = await this.authorize(parameters, browser);
    const path = /href="(\/interaction\/[^"]+\/login[^"]*)"/.exec(page.text)?.[1] ?? '';
    const { origin } = this.identity;
    return outcome(await browser.follow(await browser.get(origin + path), [origin, this.identity.provider.issuer]));
  }

  async post(path: string, form: Form, headers: Form = this.basic): Promise<Answer> {
    const response = await fetch(this.identity.origin + path, { method: 'POST', headers, body: new URLSearchParams(form) });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
  }

  token(form: Form, headers: Form = this.basic): Promise<Answer> {
    return this.post(this.path('token'), form, headers);
  }

  /** Redeems a code. */
  redeem(code: string, verifier: string, more: Form = {}): Promise<Answer> {
    return this.token({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT, code_verifier: verifier, ...more });
  }

  introspect(token: unknown): ReturnType<RunningIdentity['tokens']['introspectToken']> {
    return this.identity.tokens.introspectToken({ tokenDigest: createHash('sha256').update(String(token)).digest('base64url') });
  }

  /** A credential-scope token by the query form. */
  async credentialToken(hashes: readonly string[] = [hashOf('one')]): Promise<Answer> {
    const { verifier, challenge } = pkce();
    const result = await this.approve(this.request(this.query(hashes), challenge));
    return this.redeem(result.get('code') ?? '', verifier);
  }

  /** A service-scope token of the signer. */
  async serviceToken(): Promise<Answer> {
    const { verifier, challenge } = pkce();
    const result = await this.signIn(this.request({ scope: 'service' }, challenge));
    return this.redeem(result.get('code') ?? '', verifier);
  }
}

export const BEGIN_OIDC = { kind: 'begin', means: 'oidc' };

/** An act as the approval page carries it. */
export function actText(act: unknown): string {
  return Buffer.from(JSON.stringify(act)).toString('base64url');
}

/** What stands behind the `#` of the approval page's address, and the challenge of an activation's statement. */
export function readFragment(visit: Visit): { uid: string; statement: string; challenge: string; hints: Record<string, string> } {
  const url = new URL(visit.location ?? '');
  if (url.origin !== APPROVAL) throw new Error(`not at the approval page but at ${url.href}: ${visit.text}`);
  const fragment = new URLSearchParams(url.hash.slice(1));
  const { uid = '', statement = '', ...hints } = Object.fromEntries(fragment);
  return { uid, statement, challenge: toBase64Url(activationChallenge(statement)), hints };
}

/** Parameters a browser brings back to the client. */
export function outcome(visit: Visit): URLSearchParams {
  if (visit.location === undefined) throw new Error(`no redirect but ${visit.status}: ${visit.text}`);
  if (!visit.location.startsWith(REDIRECT)) throw new Error(`a redirect to ${visit.location}`);
  return new URL(visit.location).searchParams;
}
