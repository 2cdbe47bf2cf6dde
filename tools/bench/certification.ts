import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { composeCertificate } from '@paraph/contracts';
import { Bus } from '@paraph/platform';
import pg from 'pg';
import { Agent, request } from 'undici';
import { lookupLocalhost } from '../stack/localhost.ts';
import { enrolCredentials, type BenchClient } from './bench-signers.ts';
import type { BenchStack } from './bench-stack.ts';
import { runClosedLoop, type Job } from './closed-loop.ts';
import { percentile, rounded } from './figures.ts';
import type { Ground } from './levels.ts';

/** Answers about certificates, prepared before and served over HTTP. */
export interface OcspFigures {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Processor time of each program for one of them. */
  readonly cpuMs: Readonly<Record<string, number>>;
}

/** Certificates signed by the SAM, asked for over the bus. */
export type IssuingFigures = OcspFigures;

/** A revocation list of so many entries: how long its making takes, and how long its delivery over HTTP. */
export interface CrlFigures {
  readonly entries: number;
  readonly bytes: number;
  readonly buildSeconds: number;
  readonly serveP50Ms: number;
  readonly serveP99Ms: number;
}

const CERTIFIED = 32;
const ROUNDS = 10;
const QUESTIONS = 12_000;
const ENTRIES = 100_000;
const DOWNLOADS = 200;
const WITHIN_MS = 20_000;

const agent = new Agent({ connect: { lookup: lookupLocalhost }, keepAliveTimeout: 60_000 });
const credentials = new WeakMap<BenchStack, Promise<readonly string[]>>();

/** P-256 certificates, sixteen asked for at a time. Between two rounds the register forgets them, which is not timed: enrolling a person for each would be. */
export async function measureIssuing({ bench, client }: Ground): Promise<IssuingFigures> {
  const ids = await certified(bench, client);
  const bus = new Bus(await bench.bus('ca-connector'), 'ca-connector');
  const jobs = (): Job[] =>
    ids.map((credentialId) => async () => {
      await bus.call(composeCertificate, { credentialId });
    });
  const latencies: number[] = [];
  let seconds = 0;
  const cpu: Readonly<Record<string, number>>[] = [];
  // The first round is not counted: code is compiled and keys are unwrapped.
  for (let round = 0; round <= ROUNDS; round += 1) {
    await withDatabase(bench, 'sam', (database) => database.query(`DELETE FROM issued_certificate WHERE kind = 'signer'`));
    await bench.settled();
    const started = performance.now();
    const { latencies: found, cpuMsPerSignature } = await runClosedLoop(jobs(), { inFlight: 16, signatures: 1, programs: bench.programs });
    if (round === 0) continue;
    seconds += (performance.now() - started) / 1_000;
    latencies.push(...found);
    cpu.push(cpuMsPerSignature);
  }
  const cpuMs = Object.fromEntries(Object.keys(cpu[0] ?? {}).map((name) => [name, rounded(cpu.reduce((sum, one) => sum + (one[name] ?? 0), 0) / cpu.length)]));
  return { perSecond: rounded(latencies.length / seconds), p50Ms: rounded(percentile(latencies, 0.5)), p99Ms: rounded(percentile(latencies, 0.99)), cpuMs };
}

/** Questions about a few certificates whose answers were prepared, thirty-two at a time. */
export async function measureOcsp({ bench, client }: Ground): Promise<OcspFigures> {
  const questions = await questionsAbout(bench, await certified(bench, client));
  await untilPrepared(bench, questions.length);
  const address = `${bench.origin('caConnector')}/ocsp/issuing`;
  const jobs = (count: number): Job[] => Array.from({ length: count }, (_, index) => ask(address, questions[index % questions.length] ?? Buffer.alloc(0)));
  await runClosedLoop(jobs(QUESTIONS / 10), { inFlight: 32, signatures: 1, programs: new Map() });
  const { perSecond, p50Ms, p99Ms, cpuMsPerSignature } = await runClosedLoop(jobs(QUESTIONS), { inFlight: 32, signatures: 1, programs: bench.programs });
  const cpuMs = Object.fromEntries(Object.entries(cpuMsPerSignature).map(([name, ms]) => [name, rounded(ms)]));
  return { perSecond: rounded(perSecond), p50Ms: rounded(p50Ms), p99Ms: rounded(p99Ms), cpuMs };
}

/**
 * A list of 100,000 entries: made by the SAM's own composer with a key of this process, since a register of so many real certificates takes hours
 * to fill; then delivered by the connector, one download at a time.
 */
export async function measureCrl({ bench }: Ground): Promise<CrlFigures> {
  const { crl, seconds } = await composeList(bench);
  await withDatabase(bench, 'ca_connector', (database) =>
    database.query(
      `INSERT INTO published_crl (authority, number, crl, this_update, next_update)
       SELECT 'issuing', max(number) + 1000, $1, now(), now() + interval '1 day' FROM published_crl WHERE authority = 'issuing'`,
      [crl],
    ),
  );
  const address = `${bench.origin('caConnector')}/crl/issuing.crl`;
  for (const end = Date.now() + WITHIN_MS; (await download(address)) !== crl.length; await sleep(100))
    if (Date.now() > end) throw new Error('the long list is not served');
  const jobs = Array.from({ length: DOWNLOADS }, () => async () => {
    if ((await download(address)) !== crl.length) throw new Error('another list is served');
  });
  const { p50Ms, p99Ms } = await runClosedLoop(jobs, { inFlight: 1, signatures: 1, programs: new Map() });
  return { entries: ENTRIES, bytes: crl.length, buildSeconds: rounded(seconds), serveP50Ms: rounded(p50Ms), serveP99Ms: rounded(p99Ms) };
}

function certified(bench: BenchStack, client: BenchClient): Promise<readonly string[]> {
  const known = credentials.get(bench) ?? enrolCredentials(bench, client, 'p256', CERTIFIED).then((made) => made.map(({ credentialId }) => credentialId));
  credentials.set(bench, known);
  return known;
}

/** OCSP requests by OpenSSL, as clients send them. */
async function questionsAbout(bench: BenchStack, ids: readonly string[]): Promise<readonly Buffer[]> {
  const bus = new Bus(await bench.bus('ca-connector'), 'ca-connector');
  const folder = mkdtempSync(join(tmpdir(), 'paraph-bench-ocsp-'));
  try {
    const questions: Buffer[] = [];
    for (const credentialId of ids) {
      const { certificate, chain } = await bus.call(composeCertificate, { credentialId });
      const [file, issuer, question] = ['certificate.pem', 'issuer.pem', 'question.der'].map((name) => join(folder, name)) as [string, string, string];
      writeFileSync(file, new X509Certificate(Buffer.from(certificate, 'base64')).toString());
      writeFileSync(issuer, new X509Certificate(Buffer.from(chain[0] ?? '', 'base64')).toString());
      const { status } = spawnSync('openssl', ['ocsp', '-issuer', issuer, '-cert', file, '-no_nonce', '-reqout', question]);
      if (status !== 0) throw new Error('openssl made no question of status');
      questions.push(readFileSync(question));
    }
    return questions;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Has the next pass begin, and waits for its end. */
async function untilPrepared(bench: BenchStack, count: number): Promise<void> {
  await withDatabase(bench, 'ca_connector', async (database) => {
    await database.query(`UPDATE status_pass SET is_under_way = false, begun_at = to_timestamp(0), leased_until = to_timestamp(0)`);
    for (const end = Date.now() + WITHIN_MS; Date.now() < end; await sleep(100)) {
      const { rows } = await database.query<{ count: number }>(`SELECT count(*)::int AS count FROM status_answer WHERE authority = 'issuing'`);
      if ((rows[0]?.count ?? 0) >= count) return;
    }
    throw new Error('no answers were prepared');
  });
}

function ask(address: string, body: Buffer): Job {
  return async () => {
    const answer = await request(address, { method: 'POST', headers: { 'content-type': 'application/ocsp-request' }, body, dispatcher: agent });
    const { byteLength } = await answer.body.arrayBuffer();
    // An error of OCSP has five bytes.
    if (answer.statusCode !== 200 || byteLength <= 5) throw new Error(`the connector gave the bench no answer: ${answer.statusCode}, ${byteLength} bytes`);
  };
}

async function download(address: string): Promise<number> {
  const answer = await request(address, { dispatcher: agent });
  // Counted as they come: putting megabytes together would be timed as well.
  let byteLength = 0;
  for await (const part of answer.body as AsyncIterable<Uint8Array>) byteLength += part.length;
  if (answer.statusCode !== 200) throw new Error(`the connector gave the bench no list: ${answer.statusCode}`);
  return byteLength;
}

/** The part of the SAM's composer that is used here. */
interface Composer {
  revocationList(content: object, key: object): Promise<Uint8Array>;
}

async function composeList(bench: BenchStack): Promise<{ readonly crl: Uint8Array; readonly seconds: number }> {
  const build = resolve(import.meta.dirname, '../../apps/sam/dist/adapters/x509/asn1-x509-composer.js');
  const { Asn1X509Composer } = (await import(build)) as { readonly Asn1X509Composer: new () => Composer };
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }));
  const key = { algorithm: 'p256', publicKey: spki, sign: (bytes: Uint8Array) => Promise.resolve(new Uint8Array(sign('sha256', bytes, privateKey))) };
  const now = new Date();
  const revocations = Array.from({ length: ENTRIES }, () => ({
    serialNumber: `4${randomBytes(16).toString('hex').slice(1)}`,
    revokedAt: now,
    reason: 'superseded',
  }));
  const name = [{ attribute: 'CN', value: `Bench ${bench.origin('caConnector')}` }];
  const issuer = { authority: 'issuing', name, publicKey: spki, validFrom: now, validTo: new Date(now.getTime() + 86_400_000), certificate: new Uint8Array() };
  const content = { issuer, number: 1, thisUpdate: now, nextUpdate: new Date(now.getTime() + 86_400_000), keepsExpiredSince: now, revocations };
  const started = performance.now();
  const crl = await new Asn1X509Composer().revocationList(content, key);
  return { crl, seconds: (performance.now() - started) / 1_000 };
}

async function withDatabase<T>(bench: BenchStack, name: string, work: (database: pg.Client) => Promise<T>): Promise<T> {
  const database = new pg.Client({ connectionString: bench.databaseUrl(name) });
  await database.connect();
  try {
    return await work(database);
  } finally {
    await database.end();
  }
}
