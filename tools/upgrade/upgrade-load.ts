import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { BenchClient, BenchCredential } from '../bench/bench-signers.ts';
import type { BenchStack } from '../bench/bench-stack.ts';
import { tellIdentity } from '../bench/over-http.ts';
import { SadSource, SIGN_ALGORITHMS, type PreparedSad } from '../bench/sad-source.ts';
import type { Replicas } from './replicas.ts';

/** What was asked for in one phase, by kind of request. */
export interface Tally {
  asked: number;
  /** Answered only when it was sent a second time. */
  atSecondTry: number;
  failed: number;
  firstFailure?: string;
}

/** What is asked all the time, one by each kind of process. */
export type RequestKind = 'authorise' | 'sign' | 'token' | 'credentials' | 'page' | 'revocation-list' | 'operators';

/** A signature that somebody was answered. */
export interface AnsweredSignature {
  readonly hash: string;
  readonly signature: string;
}

/** Who signs with what. */
export interface Signers {
  readonly client: BenchClient;
  readonly credentials: readonly BenchCredential[];
}

const PER_SAD = 10;
const AHEAD = 60;
const OTHERS_EVERY_MS = 500;
const PAUSE_MS = 100;

/** Applications, signers and operators who go on working while services are replaced; each repeats what failed once. */
export class UpgradeLoad {
  readonly answered: AnsweredSignature[] = [];
  readonly tallies: Record<string, Partial<Record<RequestKind, Tally>>> = {};
  readonly #agent = new Agent({ keepAliveTimeout: 10_000 });
  readonly #bench: BenchStack;
  readonly #replicas: Replicas;
  readonly #signers: Signers;
  readonly #ready: { readonly sad: PreparedSad; readonly hash: string }[] = [];
  readonly #over = new AbortController();
  #phase = '';
  #running: Promise<unknown> | undefined;

  constructor(bench: BenchStack, replicas: Replicas, signers: Signers) {
    this.#bench = bench;
    this.#replicas = replicas;
    this.#signers = signers;
  }

  /** Requests that were not answered at the second try either. */
  get failed(): number {
    return Object.values(this.tallies).reduce((sum, kinds) => sum + Object.values(kinds).reduce((all, { failed }) => all + failed, 0), 0);
  }

  /** Names what is asked from now on. */
  enter(phase: string): void {
    this.#phase = phase;
    this.tallies[phase] = {};
  }

  /** Begins: so many signatures a second, whether the ones before were answered or not. */
  async begin(rate: number): Promise<void> {
    const source = await SadSource.open(this.#bench, this.#signers.client);
    await this.#authorise(source);
    this.#running = Promise.all([this.#keepAuthorising(source), this.#keepSigning(1_000 / rate), this.#keepAskingTheOthers()]);
  }

  /** Ends, and waits for what is under way. */
  async end(): Promise<void> {
    this.#over.abort();
    await this.#running;
    await this.#agent.close();
  }

  async #keepAuthorising(source: SadSource): Promise<void> {
    while (!this.#over.signal.aborted) {
      if (this.#ready.length < AHEAD) await this.#authorise(source);
      else await sleep(PAUSE_MS);
    }
  }

  async #authorise(source: SadSource): Promise<void> {
    const { credentials, client } = this.#signers;
    await this.#once('authorise', async () => {
      const sads = await source.prepare(credentials, credentials.length, PER_SAD);
      await tellIdentity(this.#bench, client, sads);
      this.#ready.push(...sads.flatMap((sad) => sad.hashes.map((hash) => ({ sad, hash }))));
    });
  }

  async #keepSigning(everyMs: number): Promise<void> {
    const underWay = new Set<Promise<void>>();
    for (let due = performance.now(); !this.#over.signal.aborted; due += everyMs) {
      await sleep(Math.max(0, due - performance.now()));
      const next = this.#ready.shift();
      if (next === undefined) continue;
      const one = this.#sign(next.sad, next.hash).finally(() => underWay.delete(one));
      underWay.add(one);
    }
    await Promise.all(underWay);
  }

  #sign({ token, credential }: PreparedSad, hash: string): Promise<void> {
    const body = { credentialID: credential.credentialId, hashes: [hash], signAlgo: SIGN_ALGORITHMS[credential.algorithm] };
    return this.#once('sign', async () => {
      const text = await this.#ask('gateway', '/csc/v2/signatures/signHash', { authorization: `Bearer ${token}`, body: JSON.stringify(body) });
      const [signature = ''] = (JSON.parse(text) as { signatures: string[] }).signatures;
      this.answered.push({ hash, signature });
    });
  }

  async #keepAskingTheOthers(): Promise<void> {
    const { client, credentials } = this.#signers;
    const basic = `Basic ${Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64')}`;
    const operator = `Bearer ${this.#bench.secrets.read('management.token')}`;
    let token = '';
    while (!this.#over.signal.aborted) {
      await this.#once('token', async () => {
        const form = 'grant_type=client_credentials&scope=service';
        const text = await this.#ask('identity', '/oauth2/token', { authorization: basic, body: form, type: 'application/x-www-form-urlencoded' });
        token = (JSON.parse(text) as { access_token: string }).access_token;
      });
      const body = JSON.stringify({ credentialID: credentials[0]?.credentialId, certInfo: true });
      await this.#once('credentials', () => this.#ask('gateway', '/csc/v2/credentials/info', { authorization: `Bearer ${token}`, body }));
      await this.#once('page', () => this.#ask('approval', '/', {}));
      await this.#once('revocation-list', () => this.#ask('ca-connector', REVOCATION_LIST, {}));
      await this.#once('operators', () => this.#ask('management', '/management/v1/subscribers', { authorization: operator }));
      await sleep(OTHERS_EVERY_MS, undefined, { signal: this.#over.signal }).catch(() => undefined);
    }
  }

  /** As a client does that repeats a request once, a moment later. */
  async #once(kind: RequestKind, act: () => Promise<unknown>): Promise<void> {
    const tally = (this.tallies[this.#phase] ??= {})[kind] ?? { asked: 0, atSecondTry: 0, failed: 0 };
    (this.tallies[this.#phase] ??= {})[kind] = tally;
    tally.asked += 1;
    try {
      await act();
    } catch (first) {
      tally.firstFailure ??= first instanceof Error ? first.message : String(first);
      await sleep(PAUSE_MS);
      await act().then(
        () => (tally.atSecondTry += 1),
        () => (tally.failed += 1),
      );
    }
  }

  async #ask(service: string, path: string, { authorization, body, type = 'application/json' }: Asked): Promise<string> {
    const address = `${this.#replicas.address(service)}${path}`;
    const headers = { ...(authorization === undefined ? {} : { authorization }), ...(body === undefined ? {} : { 'content-type': type }) };
    const answer = await request(address, { method: body === undefined ? 'GET' : 'POST', headers, body: body ?? null, dispatcher: this.#agent });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`${service}${path} answered ${answer.statusCode} ${text.slice(0, 200)}`);
    return text;
  }
}

interface Asked {
  readonly authorization?: string;
  readonly body?: string;
  readonly type?: string;
}

const REVOCATION_LIST = '/crl/issuing.crl';
