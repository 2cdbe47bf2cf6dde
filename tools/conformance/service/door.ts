import { endpointsBelow, type OauthEndpoints, type Parameters } from '@paraph/csc-client';
import { createHash, randomBytes } from 'node:crypto';
import { expectThat } from '../expect.ts';
import type { ClientName, Fixtures, UserName } from '../fixtures.ts';
import type { Decision, Ended, Hook } from '../hooks/hook.ts';
import { NotApplicable } from '../statement.ts';
import type { Answer, Wire } from './wire.ts';

/** An authorisation request on its way. */
export interface Sent {
  readonly url: string;
  readonly state: string;
  readonly verifier: string;
  readonly form: Readonly<Record<string, string>>;
}

/** Who goes there and what they decide. */
export interface Going {
  readonly user?: UserName;
  readonly decision?: Decision;
}

/** The authorisation server, asked request by request so that each can be bent. */
export class Door {
  readonly endpoints: OauthEndpoints;
  readonly #wire: Wire;
  readonly #fixtures: Fixtures;
  readonly #hook: Hook | undefined;

  constructor(base: string, { wire, fixtures, hook }: { readonly wire: Wire; readonly fixtures: Fixtures; readonly hook: Hook | undefined }) {
    this.endpoints = endpointsBelow(base);
    this.#wire = wire;
    this.#fixtures = fixtures;
    this.#hook = hook;
  }

  /** An authorisation request; an empty text leaves a parameter out. */
  request(parameters: Parameters, client: ClientName = 'A'): Sent {
    const state = randomBytes(9).toString('base64url');
    const verifier = randomBytes(32).toString('base64url');
    const whole = {
      response_type: 'code',
      client_id: this.client(client).clientId,
      redirect_uri: this.#fixtures.redirectUri,
      state,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...parameters,
    };
    const form = Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== ''));
    return { url: `${this.endpoints.authorize.href}?${new URLSearchParams(form).toString()}`, state, verifier, form };
  }

  /** Opens the address without a person: what is answered there and then. */
  open(url: string): Promise<Answer> {
    return this.#wire.send({ method: 'GET', url: new URL(url), headers: { accept: 'text/html' } });
  }

  /** Where the request ends at the application: at once, or after the person has decided. */
  async follow(sent: Pick<Sent, 'url'>, { user = 'U1', decision = 'approve' }: Going = {}): Promise<Ended> {
    // Opened once and by one browser: what is good once (an account token, a pushed request) would be gone.
    if (!this.#hook) return this.#withoutPerson(sent.url);
    return this.#hook.authorise({ user, url: sent.url, decision });
  }

  /** A request that is refused needs nobody. */
  async #withoutPerson(url: string): Promise<Ended> {
    const { headers } = await this.open(url);
    const target = headers['location'] === undefined ? undefined : new URL(headers['location'], url);
    if (target?.href.startsWith(this.#fixtures.redirectUri)) return { redirect: target };
    throw new NotApplicable('needs a person, and the fixtures name no hook');
  }

  /** The same, and the error that the application is told of. */
  async refusedWith(sent: Sent, expected: readonly string[], going: Going = {}): Promise<void> {
    const { redirect } = await this.follow(sent, going);
    const error = redirect.searchParams.get('error');
    const words = `${String(error)}: ${redirect.searchParams.get('error_description') ?? ''}`;
    expectThat(error !== null && expected.includes(error), `a redirect with error=${expected.join(' or ')}`, error === null ? 'a redirect with a code' : words);
    expectThat(redirect.searchParams.get('state') === sent.state, 'the state of the request in the redirect', String(redirect.searchParams.get('state')));
    expectThat(redirect.searchParams.get('code') === null, 'no code', 'a code');
  }

  /** The code of a request that is approved. */
  async code(sent: Sent, going: Going = {}): Promise<string> {
    const { redirect } = await this.follow(sent, going);
    const code = redirect.searchParams.get('code');
    const error = `${String(redirect.searchParams.get('error'))}: ${redirect.searchParams.get('error_description') ?? ''}`;
    expectThat(code !== null, 'a redirect with a code', error);
    expectThat(redirect.searchParams.get('state') === sent.state, 'the state of the request in the redirect', String(redirect.searchParams.get('state')));
    this.#wire.keep(code);
    return code;
  }

  /** A form to one of the endpoints, as a client that shows its secret unless headers say otherwise; an empty text leaves a field out. */
  async post(
    endpoint: 'token' | 'revoke' | 'pushedAuthorize',
    fields: Parameters,
    { client = 'A', headers }: { readonly client?: ClientName; readonly headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Answer> {
    const form = Object.entries(fields).filter(([, value]) => value !== '');
    const answer = await this.#wire.send({
      method: 'POST',
      url: this.endpoints[endpoint],
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...(headers ?? this.basic(client)) },
      body: new URLSearchParams(form).toString(),
    });
    for (const name of ['access_token', 'refresh_token']) this.#wire.keep(answer.json?.[name]);
    return answer;
  }

  /** Redeems a code with what its request promised; `change` bends it. */
  redeem(sent: Sent, code: string, change: Parameters = {}): Promise<Answer> {
    const fields = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: sent.form['redirect_uri'] ?? '',
      code_verifier: sent.form['code_challenge'] === undefined ? '' : sent.verifier,
      authorization_details: sent.form['authorization_details'] ?? '',
    };
    return this.post('token', { ...fields, ...change });
  }

  basic(client: ClientName = 'A'): Record<string, string> {
    const { clientId, clientSecret } = this.client(client);
    return { authorization: `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64')}` };
  }

  client(name: ClientName): { readonly clientId: string; readonly clientSecret: string } {
    const found = this.#fixtures.clients[name];
    if (!found) throw new NotApplicable(`the fixtures name no client ${name}`);
    this.#wire.keep(found.clientSecret);
    return found;
  }
}
