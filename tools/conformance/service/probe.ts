import type { Parameters } from '@paraph/csc-client';
import { setTimeout as sleep } from 'node:timers/promises';
import { expectJson, expectThat, textOf } from '../expect.ts';
import type { CredentialFixture, CredentialName, Fixtures, UserName } from '../fixtures.ts';
import type { Hook } from '../hooks/hook.ts';
import { NotApplicable, type Version } from '../statement.ts';
import { dialects, type Dialect, type Factors } from './dialect.ts';
import { Door, type Going } from './door.ts';
import type { Answer, Wire } from './wire.ts';

/** Where the service is, who plays the person, and what is there to be used. */
export interface Setting {
  /** Address of the gateway, up to what stands before `/csc/`. */
  readonly gateway: string;
  readonly fixtures: Fixtures;
  readonly hook: Hook | undefined;
  readonly wire: Wire;
}

/** How a method is called. */
export interface CallOptions {
  /** `T` of the user unless said; `null` sends no header. */
  readonly bearer?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

const turns = new Map<string, Promise<unknown>>();

/** One version of the service, as statements ask it. */
export class Probe {
  readonly version: Version;
  readonly names: Dialect;
  readonly fixtures: Fixtures;
  readonly wire: Wire;
  readonly base: string;
  readonly #setting: Setting;
  readonly #once = new Map<string, Promise<unknown>>();

  constructor(version: Version, setting: Setting) {
    this.version = version;
    this.names = dialects[version];
    this.fixtures = setting.fixtures;
    this.wire = setting.wire;
    this.base = `${setting.gateway.replace(/\/+$/, '')}/csc/${version}`;
    this.#setting = setting;
  }

  /** Does something the first time it is asked for, and remembers what came of it. */
  once<T>(name: string, act: () => Promise<T>): Promise<T> {
    const found = this.#once.get(name) as Promise<T> | undefined;
    if (found) return found;
    const made = act();
    this.#once.set(name, made);
    return made;
  }

  /** Waits until others who asked for the same turn are done, of the other version too. */
  inTurn<T>(name: string, act: () => Promise<T>): Promise<T> {
    const before = turns.get(name) ?? Promise.resolve();
    const mine = before.then(act, act);
    turns.set(name, mine);
    return mine;
  }

  get hook(): Hook {
    if (!this.#setting.hook) throw new NotApplicable('needs a person, and the fixtures name no hook');
    return this.#setting.hook;
  }

  credential(name: CredentialName): CredentialFixture {
    const found = this.fixtures.credentials[name];
    if (!found) throw new NotApplicable(`the fixtures name no credential ${name}`);
    this.wire.keep(found.PIN);
    return found;
  }

  pin(name: CredentialName): string {
    const { PIN } = this.credential(name);
    if (PIN === undefined) throw new NotApplicable(`the fixtures name no PIN of ${name}`);
    return PIN;
  }

  user(name: UserName): NonNullable<Fixtures['users'][UserName]> {
    const found = this.fixtures.users[name];
    if (!found) throw new NotApplicable(`the fixtures name no user ${name}`);
    return found;
  }

  /** Raw bytes to a method. */
  send(method: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.wire.send({ method: 'POST', url: new URL(`${this.base}/${method}`), headers: { 'content-type': 'application/json', ...headers }, body });
  }

  async call(method: string, body: object, { bearer, headers = {} }: CallOptions = {}): Promise<Answer> {
    const token = bearer === undefined ? await this.token() : bearer;
    const authorization: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
    const answer = await this.send(method, JSON.stringify(body), { ...authorization, ...headers });
    this.wire.keep(answer.json?.['SAD']);
    return answer;
  }

  info(): Promise<Record<string, unknown>> {
    return this.once('info', async () => expectJson(await this.call('info', {}, { bearer: null })));
  }

  /** Whether `info` lists the method. */
  async offers(method: string): Promise<boolean> {
    const { methods } = await this.info();
    return Array.isArray(methods) && methods.includes(method);
  }

  /** @throws NotApplicable where the method is not offered */
  async needs(...methods: readonly string[]): Promise<void> {
    for (const method of methods) if (!(await this.offers(method))) throw new NotApplicable(`${method} is not offered`);
  }

  door(): Promise<Door> {
    return this.once('door', async () => {
      const { oauth2, oauth2Issuer } = await this.info();
      const base = typeof oauth2 === 'string' ? oauth2 : oauth2Issuer;
      if (typeof base !== 'string') throw new NotApplicable('info names no authorisation server');
      return new Door(base, this.#setting);
    });
  }

  /** `T`: a service token of a person, the same each time. */
  token(user: UserName = 'U1'): Promise<string> {
    return this.once(`token ${user}`, () => this.freshToken(user));
  }

  /** A service token of a person that nobody else uses. */
  async freshToken(user: UserName = 'U1'): Promise<string> {
    this.user(user);
    return textOf(await this.granted({ scope: 'service' }, { user }), 'access_token');
  }

  /** `TC`: the client's own. */
  clientToken(): Promise<string> {
    return this.once('client token', async () => {
      const door = await this.door();
      return textOf(expectJson(await door.post('token', { grant_type: 'client_credentials', scope: 'service' })), 'access_token');
    });
  }

  /** The token answer to a request that the person approves. */
  async granted(parameters: Parameters, going: Going = {}): Promise<Record<string, unknown>> {
    const door = await this.door();
    const sent = door.request(parameters);
    return expectJson(await door.redeem(sent, await door.code(sent, going)));
  }

  /** `K(x)`: a token for these hashes of a credential, by the query form. */
  async credentialToken(name: CredentialName, hashes: readonly string[], numSignatures: number = hashes.length): Promise<string> {
    const { credentialID } = this.credential(name);
    return textOf(await this.granted(this.names.credentialRequest({ credentialID, numSignatures, hashes })), 'access_token');
  }

  /** `credentials/authorize` by PIN. */
  async authorize(
    name: CredentialName,
    { numSignatures = 1, hashes, factors }: { readonly numSignatures?: number; readonly hashes?: readonly string[]; readonly factors?: Factors } = {},
  ): Promise<Answer> {
    const { credentialID } = this.credential(name);
    const given = factors ?? { PIN: this.pin(name) };
    return this.call('credentials/authorize', {
      credentialID,
      numSignatures,
      ...(hashes ? this.names.hashes(hashes) : {}),
      ...this.names.factors(given),
    });
  }

  /** A SAD of `credentials/authorize`, for any hashes. */
  async sad(name: CredentialName, numSignatures = 1): Promise<string> {
    return textOf(expectJson(await this.authorize(name, { numSignatures })), 'SAD');
  }

  /** `signatures/signHash`. */
  async sign(name: CredentialName, body: object, options: CallOptions = {}): Promise<Answer> {
    return this.call('signatures/signHash', { credentialID: this.credential(name).credentialID, ...body }, options);
  }

  /** The signer's certificate, Base64. */
  async certificate(name: CredentialName): Promise<string> {
    const { credentialID } = this.credential(name);
    const { cert } = expectJson(await this.call('credentials/info', { credentialID, certificates: 'single' }));
    const [first] = (cert as { certificates?: string[] } | undefined)?.certificates ?? [];
    expectThat(first !== undefined, 'the signer’s certificate', cert);
    return first;
  }

  /** Asks again while the service says that it is too early, as it says. */
  async patiently(ask: () => Promise<Answer>): Promise<Answer> {
    for (let tries = 0; ; tries += 1) {
      const answer = await ask();
      const after = Number(answer.headers['retry-after']);
      if (![429, 503].includes(answer.status) || !(after <= 60) || tries > 3) return answer;
      await sleep(after * 1_000 + 200);
    }
  }
}
