import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { requestCertificate } from '@paraph/contracts';
import { fromBase64, newId, sha256Hex, toBase64 } from '@paraph/kernel';
import { FakeClock, OpenSsl, startNats, startPostgres, type TestNats, type TestPostgres } from '@paraph/testing';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectorDatabase } from './connector-database.js';
import { OpenSslAuthority } from './openssl-authority.js';
import { startConnector, StubSam, type RunningConnector } from './running-connector.js';

const openssl = new OpenSsl();
let postgres: TestPostgres;
let nats: TestNats;
let database: ConnectorDatabase;
let authority: OpenSslAuthority;
let sam: StubSam;
let connector: RunningConnector;
const certificates: Uint8Array[] = [];

beforeAll(async () => {
  [postgres, nats] = await Promise.all([startPostgres(), startNats()]);
  database = await ConnectorDatabase.open(postgres);
  await database.stores(new FakeClock());
  authority = new OpenSslAuthority(openssl);
  sam = await StubSam.start(nats, authority);
  const first = await startConnector(nats, database);
  for (const name of ['one', 'two', 'three']) certificates.push(await certified(first, name));
  await first.stop();
  connector = await startConnector(nats, database, { answers: 'ahead', nonce: 'answer' });
  await until('prepared', async () => (await prepared()) >= certificates.length);
}, 30_000);

afterAll(async () => {
  await connector?.stop();
  await sam?.stop();
  await database?.close();
  await nats.stop();
  await postgres.stop();
  openssl.remove();
});

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (let left = 200; left > 0; left -= 1) {
    if (await isSo()) return;
    await sleep(25);
  }
  throw new Error(`not ${what} within five seconds`);
}

async function prepared(): Promise<number> {
  const [row] = await database.source.query<{ count: number }[]>('SELECT count(*)::int AS count FROM status_answer');
  return row?.count ?? 0;
}

async function certified(running: RunningConnector, name: string): Promise<Uint8Array> {
  const credentialId = newId('cred');
  const path = openssl.path(`${name}.csr.der`);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', openssl.path(`${name}.key`)];
  openssl.must('req', '-new', ...key, '-subj', `/CN=${name}`, '-outform', 'DER', '-out', path);
  const csr = new Uint8Array(readFileSync(path));
  sam.requests.set(credentialId, csr);
  const order = { requestId: newId('req'), credentialId, policyId: 'natural-person', csr: toBase64(csr) };
  return fromBase64((await running.caller.call(requestCertificate, order)).certificate) ?? new Uint8Array();
}

const fileOf = (certificate: Uint8Array): string => openssl.file(`${sha256Hex(certificate)}.pem`, certificate, 'CERTIFICATE');
const ask = (running: RunningConnector, certificate: Uint8Array, ...options: readonly string[]) => {
  const chain = ['-issuer', openssl.path('issuing.pem'), '-CAfile', openssl.path('root.pem'), '-verify_other', openssl.path('issuing.pem')];
  return openssl.runAside('ocsp', '-url', `${running.address}/ocsp/issuing`, ...chain, '-cert', fileOf(certificate), ...options);
};
const questionOf = (certificate: Uint8Array): string => {
  const request = openssl.path('question.der');
  openssl.must('ocsp', '-issuer', openssl.path('issuing.pem'), '-cert', fileOf(certificate), '-no_nonce', '-reqout', request);
  return encodeURIComponent(readFileSync(request).toString('base64'));
};

describe('answers that were prepared', () => {
  it('are given without the SAM being asked', async () => {
    const before = authority.answers;
    for (const one of certificates)
      expect(await ask(connector, one, '-no_nonce')).toEqual({ ok: true, text: expect.stringMatching(/: good[\s\S]*Response verify OK/) });
    expect(authority.answers).toBe(before);
  });

  it('may be kept by caches until shortly before their end, and need not be fetched twice', async () => {
    const address = `${connector.address}/ocsp/issuing/${questionOf(certificates[0] ?? new Uint8Array())}`;
    const first = await fetch(address);
    const { headers } = first;
    expect(headers.get('cache-control')).toMatch(/^public, no-transform, must-revalidate, max-age=(?:32\d\d|3300)$/);
    const [modified, expires] = [headers.get('last-modified'), headers.get('expires')].map((one) => Date.parse(one ?? ''));
    expect((expires ?? 0) - (modified ?? 0)).toBeGreaterThanOrEqual(54 * 60_000);
    expect(Math.abs(Date.now() - (modified ?? 0))).toBeLessThan(60_000);
    expect(headers.get('etag')).toBe(`"${sha256Hex(new Uint8Array(await first.arrayBuffer()))}"`);
    const again = await fetch(address, { headers: { 'if-none-match': headers.get('etag') ?? '' } });
    expect([again.status, (await again.arrayBuffer()).byteLength]).toEqual([304, 0]);
  });

  it('carry the nonce where that is set, each for itself, and nobody keeps them', async () => {
    const [one = new Uint8Array()] = certificates;
    const before = authority.answers;
    const { ok, text } = await ask(connector, one, '-nonce');
    expect([ok, text]).toEqual([true, expect.stringMatching(/Response verify OK/)]);
    expect(text).not.toContain('no nonce in response');
    expect(authority.answers).toBe(before + 1);
  });

  it('say revoked once the list does: the next look of any replica has both', async () => {
    const [, revoked = new Uint8Array()] = certificates;
    const old = (await (await fetch(`${connector.address}/crl/issuing.crl`)).arrayBuffer()).byteLength;
    authority.revoke(revoked);
    const replica = await startConnector(nats, database, { answers: 'ahead' });
    try {
      await until('listed', async () => (await (await fetch(`${replica.address}/crl/issuing.crl`)).arrayBuffer()).byteLength > old);
      const list = openssl.file('list.crl', new Uint8Array(await (await fetch(`${replica.address}/crl/issuing.crl`)).arrayBuffer()));
      expect(openssl.must('crl', '-inform', 'DER', '-in', list, '-noout', '-text')).toContain(new X509Certificate(revoked).serialNumber);
      const before = authority.answers;
      await until('answered', async () => (await ask(replica, revoked, '-no_nonce')).text.includes(': revoked'));
      expect((await ask(replica, certificates[0] ?? new Uint8Array(), '-no_nonce')).text).toContain(': good');
      expect(authority.answers - before).toBeLessThanOrEqual(1);
    } finally {
      await replica.stop();
    }
  });
});

describe('files for everybody', () => {
  it.each(['/crl/issuing.crl', '/ca/issuing.cer'])('are not sent again to whoever has them: %s', async (path) => {
    const { headers } = await fetch(`${connector.address}${path}`);
    const etag = headers.get('etag') ?? '';
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const answer = await fetch(`${connector.address}${path}`, { headers: { 'if-none-match': known } });
      expect([known, answer.status, answer.headers.get('etag')]).toEqual([known, 304, etag]);
      expect((await answer.arrayBuffer()).byteLength).toBe(0);
    }
    expect((await fetch(`${connector.address}${path}`, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  it('are not sent again when they did not change since', async () => {
    const address = `${connector.address}/crl/issuing.crl`;
    const modified = (await fetch(address)).headers.get('last-modified') ?? '';
    const since = async (date: string, more = {}): Promise<number> => (await fetch(address, { headers: { 'if-modified-since': date, ...more } })).status;
    expect(await since(modified)).toBe(304);
    expect(await since(new Date(Date.parse(modified) - 1_000).toUTCString())).toBe(200);
    expect(await since('no date')).toBe(200);
    // RFC 9110 section 13.1.3: where both are there, the tag decides.
    expect(await since(modified, { 'if-none-match': '"other"' })).toBe(200);
  });

  it.each(['/crl/issuing.crl', '/ca/root.cer', '/'])('are described by HEAD as by GET: %s', async (path) => {
    const [head, get] = [await fetch(`${connector.address}${path}`, { method: 'HEAD' }), await fetch(`${connector.address}${path}`)];
    expect((await head.arrayBuffer()).byteLength).toBe(0);
    const told = (answer: Response) =>
      ['content-type', 'content-length', 'etag', 'cache-control', 'last-modified'].map((name) => answer.headers.get(name)?.replace(/max-age=\d+/, ''));
    expect([head.status, told(head)]).toEqual([200, told(get)]);
    expect(Number(head.headers.get('content-length'))).toBe((await get.arrayBuffer()).byteLength);
  });
});

describe('policies and the end', () => {
  const aPolicy = {
    id: 'sandbox',
    version: '1',
    digest: 'ab'.repeat(32),
    policyOids: ['2.999.1'],
    profile: 'natural-person',
    terms: { version: '1', text: 'Nobody relies on it.' },
  };
  const page = async (running: RunningConnector, path: string, language = 'en') =>
    (await fetch(`${running.address}${path}`, { headers: { 'accept-language': language } })).text();

  it('are published by the next replica that looks, and stay readable after they changed', async () => {
    sam.policies = [aPolicy];
    const first = await startConnector(nats, database);
    await until('published', async () => (await page(first, '/')).includes('>sandbox<'));
    await first.stop();
    sam.policies = [{ ...aPolicy, version: '2', terms: { version: '2', text: 'Somebody relies on it.' } }];
    sam.endedAt = new Date('2027-03-01T09:00:00.000Z');
    const second = await startConnector(nats, database);
    try {
      await until('published', async () => (await page(second, '/')).includes('2027-03-01'));
      const html = await page(second, '/', 'fr');
      expect(html).toContain('Cette autorité a pris fin');
      const links = [...html.matchAll(/href="(\/policies\/sandbox\/[0-9a-f]{64})"/g)].map(([, path = '']) => path);
      expect(links).toHaveLength(2);
      const [newest = '', former = ''] = links;
      expect(await page(second, newest)).toMatch(/Somebody relies on it\./);
      const old = await fetch(`${second.address}${former}?lang=fr`);
      expect([old.status, old.headers.get('content-security-policy')]).toEqual([200, expect.stringMatching(/^default-src 'none'/)]);
      expect(await old.text()).toMatch(/<html lang="fr">[\s\S]*ancienne[\s\S]*Nobody relies on it\./);
    } finally {
      await second.stop();
    }
  });

  it.each(['/policies/sandbox', `/policies/sandbox/${'0'.repeat(64)}`, '/policies/other/1', '/policies/__proto__/constructor'])(
    'are nothing under %s',
    async (path) => {
      expect((await fetch(`${connector.address}${path}`)).status).toBe(404);
    },
  );
});
