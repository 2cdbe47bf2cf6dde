import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { enrolmentChallenge, toBase64Url } from '@paraph/kernel';
import { Agent, request } from 'undici';
import { signIn } from '../sandbox/signer/login.ts';
import { readPeople } from '../sandbox/signer/people.ts';
import { Tab, type Arrival } from '../sandbox/signer/tab.ts';
import { lookupLocalhost } from '../stack/localhost.ts';
import type { BenchAlgorithm } from './bench-options.ts';
import { registerClient, type BenchClient } from './bench-signers.ts';
import type { BenchStack } from './bench-stack.ts';
import { runClosedLoop, type Job } from './closed-loop.ts';
import { percentile, rounded } from './figures.ts';
import type { Ground } from './levels.ts';
import { signJob } from './over-http.ts';
import { SHA256 } from './sad-source.ts';

/** Whole sessions: key, certificate, activation, signature, destruction. */
export interface SessionFigures {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly sessions: number;
  /** Processor time by program, milliseconds for each session. */
  readonly cpuMsPerSession: Readonly<Record<string, number>>;
  /** Keys of sessions that the SAM still held in the token afterwards; those that wait in a pool are nobody's yet and not counted. */
  readonly keysLeft: number;
}

/** The same with RSA-3072 from a pool, while the pool lasts and while it is filled again. */
export interface PooledFigures extends SessionFigures {
  /** Keys that were made for the pool in a second while nothing was asked of it. */
  readonly refillPerSecond: number;
}

/** Who says who signs, and how one signs in there. */
export interface SessionProvider {
  readonly issuer: string;
  /** From the provider's address, which is loaded only if it is the sandbox's, to where it sends the browser back. */
  signIn(tab: Tab, arrival: Arrival): Promise<Arrival>;
}

/** The identity provider of the sandbox, with its pages. */
export function sandboxProvider(bench: BenchStack): SessionProvider {
  const [person] = readPeople(bench.stack.state.root);
  if (!person) throw new Error('the sandbox has nobody who could sign');
  return { issuer: bench.origin('idp'), signIn: (tab, arrival) => signIn(tab, arrival, person) };
}

/** What a session is asked for by, and under which policy. */
export const OFFERS = {
  p256: { signatureQualifier: 'sandbox_one_session', policyId: 'sandbox-one-session' },
  rsa3072: { signatureQualifier: 'sandbox_one_session_rsa', policyId: 'sandbox-one-session-rsa' },
} as const satisfies Record<BenchAlgorithm, object>;

/** What a fresh process does is a tenth dearer, until its code is compiled. */
const FIRST = 400;
/** As many people as keep both processors busy; with fewer, each message is a turn of its own: 64 make a tenth less, and eight two thirds. */
export const SESSIONS_IN_FLIGHT = 96;
const LOOKS = 3_000;
const agent = new Agent({ connect: { lookup: lookupLocalhost }, keepAliveTimeout: 60_000 });

/** Sessions with P-256, ninety-six at a time. */
export async function measureOneSession({ bench, provider }: Ground, sessions: number): Promise<SessionFigures> {
  const parts = { bench, provider, client: await sessionClient(bench, provider), algorithm: 'p256' } as const;
  await runClosedLoop(jobs(parts, FIRST), { inFlight: SESSIONS_IN_FLIGHT, signatures: 1, programs: new Map() });
  await bench.settled();
  return measured(bench, jobs(parts, sessions));
}

/** Sessions with RSA-3072: as many as the pool has keys, then how fast it fills. */
export async function measurePooledSessions({ bench, provider }: Ground, keys: number): Promise<PooledFigures> {
  const parts = { bench, provider, client: await sessionClient(bench, provider), algorithm: 'rsa3072' } as const;
  const ready = await untilFull(bench, keys);
  const found = await measured(bench, jobs(parts, Math.max(1, ready)));
  const [before, started] = [await figure(bench, 'paraph_sam_pool_key_seconds_count'), performance.now()];
  await untilFull(bench, keys);
  const made = (await figure(bench, 'paraph_sam_pool_key_seconds_count')) - before;
  return { ...found, refillPerSecond: rounded(made / ((performance.now() - started) / 1_000)) };
}

async function measured(bench: BenchStack, all: readonly Job[]): Promise<SessionFigures> {
  const { perSecond, latencies, cpuMsPerSignature } = await runClosedLoop(all, { inFlight: SESSIONS_IN_FLIGHT, signatures: 1, programs: bench.programs });
  const [p50Ms, p99Ms] = [percentile(latencies, 0.5), percentile(latencies, 0.99)];
  const cpuMsPerSession = Object.fromEntries(Object.entries(cpuMsPerSignature).map(([program, ms]) => [program, rounded(ms)]));
  return {
    perSecond: rounded(perSecond),
    p50Ms: rounded(p50Ms),
    p99Ms: rounded(p99Ms),
    sessions: all.length,
    cpuMsPerSession,
    keysLeft: await keysLeft(bench),
  };
}

/** What each session needs. */
interface SessionParts {
  readonly bench: BenchStack;
  readonly provider: SessionProvider;
  readonly client: BenchClient;
  readonly algorithm: BenchAlgorithm;
}

function jobs(parts: SessionParts, count: number): Job[] {
  return Array.from({ length: count }, () => () => session(parts));
}

/** The bench is application, browser and person; the approval page itself is a static file that a browser keeps. */
export async function session({ bench, provider, client, algorithm }: SessionParts): Promise<void> {
  const identity = bench.origin('identity');
  const basic = { authorization: `Basic ${Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64')}` };
  const hash = randomBytes(32).toString('base64');
  const verifier = randomBytes(32).toString('base64url');
  const { signatureQualifier } = OFFERS[algorithm];
  const detail = { type: 'credential', signatureQualifier, documentDigests: [{ hash, label: 'document' }], hashAlgorithmOID: SHA256 };
  const authorization_details = JSON.stringify([detail]);

  // 1. The application pushes its request; identity has the key made and the browser comes to the approval page.
  const pushed = await answerOf(`${identity}/oauth2/pushed_authorize`, basic, {
    response_type: 'code',
    client_id: client.clientId,
    redirect_uri: client.redirectUri,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    authorization_details,
  });
  const tab = new Tab((url) => url.origin === identity || url.origin === bench.origin('idp'));
  const reference = new URLSearchParams({ client_id: client.clientId, request_uri: String(pushed['request_uri']) });
  const { url: page } = await tab.open(`${identity}/oauth2/authorize?${reference.toString()}`);

  // 2. The person accepts and signs in: one evidence for the terms, the certificate and the signature.
  const uid = new URLSearchParams(page.hash.slice(1)).get('uid');
  const { url: back } = await acceptTerms(tab, page, { to: `${identity}/interaction/${uid}/act`, provider });
  const code = back.searchParams.get('code');
  if (code === null) throw new Error(`a session of the bench ended at ${back.origin}${back.pathname}: ${back.searchParams.get('error_description') ?? ''}`);

  // 3. The application redeems the code and has the hash signed: with that the key ends.
  const redemption = { grant_type: 'authorization_code', code, redirect_uri: client.redirectUri, code_verifier: verifier, authorization_details };
  const token = await answerOf(`${identity}/oauth2/token`, basic, redemption);
  const credential = { credentialId: String(token['credentialID']), algorithm };
  await signJob(`${bench.origin('gateway')}/csc/v2/signatures/signHash`, { token: String(token['access_token']), credential, hashes: [hash] })();
}

/** Accepts the terms that the approval page would show, by an act posted to identity, and signs in at the provider. Answers where identity sends the person then. */
export async function acceptTerms(tab: Tab, page: URL, { to, provider }: { readonly to: string; readonly provider: SessionProvider }): Promise<Arrival> {
  const statement = new URLSearchParams(page.hash.slice(1)).get('statement');
  if (statement === null) throw new Error(`a person of the bench came to no approval page: ${page.searchParams.get('error_description') ?? page.pathname}`);
  const act = Buffer.from(JSON.stringify({ kind: 'accept' })).toString('base64url');
  const challenge = toBase64Url(enrolmentChallenge(statement));
  return provider.signIn(tab, await tab.post(to, { challenge, act }));
}

/** An application that signs in sessions. */
export async function sessionClient(bench: BenchStack, { issuer }: SessionProvider): Promise<BenchClient> {
  const sessions = Object.entries(OFFERS).map(([algorithm, offer]) => ({ ...offer, algorithm, provider: issuer }));
  return registerClient(bench, { sessions });
}

async function answerOf(address: string, basic: Readonly<Record<string, string>>, form: Record<string, string>): Promise<Record<string, unknown>> {
  const headers = { ...basic, 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await request(address, { method: 'POST', headers, body: new URLSearchParams(form).toString(), dispatcher: agent });
  const text = await answer.body.text();
  if (answer.statusCode >= 300) throw new Error(`${address} answered ${answer.statusCode}: ${text.slice(0, 300)}`);
  return JSON.parse(text) as Record<string, unknown>;
}

/** The keys end with their last signature, and what ends them may still be at it. */
async function keysLeft(bench: BenchStack): Promise<number> {
  let left = Number.NaN;
  for (let look = 0; look < LOOKS && left !== 0; look += 1) {
    if (look > 0) await sleep(100);
    left = await figure(bench, 'paraph_sam_held_keys');
  }
  return left;
}

/** Waits until the pool has as many keys as its policy wants, and answers how many there are. */
export async function untilFull(bench: BenchStack, size: number): Promise<number> {
  for (let look = 0; look < LOOKS && (await figure(bench, 'paraph_sam_pool_keys')) < size; look += 1) await sleep(100);
  return figure(bench, 'paraph_sam_pool_keys');
}

/** The sum of a figure of the SAM over its labels; 0 for one without any yet. */
async function figure(bench: BenchStack, name: string): Promise<number> {
  const answer = await request(`${bench.origin('sam')}/metrics`, { dispatcher: agent });
  const text = await answer.body.text();
  if (!text.includes(`\n# TYPE ${name.replace(/_count$/, '')} `)) throw new Error(`the SAM has no figure ${name}`);
  const lines = text.split('\n').filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
