import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { describeCertificate, requestCertificate, ServiceError } from '@paraph/contracts';
import { fromBase64, newId, sha256Hex, toBase64 } from '@paraph/kernel';
import { OpenSsl, FakeClock, startNats, startPostgres, type TestNats, type TestPostgres } from '@paraph/testing';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectorDatabase } from './connector-database.js';
import { OpenSslAuthority } from './openssl-authority.js';
import { startConnector, StubSam, type RunningConnector } from './running-connector.js';

const openssl = new OpenSsl();
const policyId = 'natural-person';
let postgres: TestPostgres;
let nats: TestNats;
let database: ConnectorDatabase;
let authority: OpenSslAuthority;
let sam: StubSam;
let connector: RunningConnector;

beforeAll(async () => {
  [postgres, nats] = await Promise.all([startPostgres(), startNats()]);
  database = await ConnectorDatabase.open(postgres);
  await database.stores(new FakeClock());
  authority = new OpenSslAuthority(openssl);
  sam = await StubSam.start(nats, authority);
  connector = await startConnector(nats, database);
  await untilPublished();
});

afterAll(async () => {
  await connector.stop();
  await sam.stop();
  await database.close();
  await nats.stop();
  await postgres.stop();
  openssl.remove();
});

afterEach(() => void (authority.outage = undefined));

async function untilPublished(): Promise<void> {
  for (let left = 100; left > 0; left -= 1) {
    if ((await fetch(`${connector.address}/crl/issuing.crl`)).ok) return;
    await sleep(50);
  }
  throw new Error('nothing was published within five seconds');
}

/** A key, and a request for it as the SAM would make one. */
function aRequest(credentialId: string, name = 'signer'): Uint8Array {
  const path = openssl.path(`${name}.csr.der`);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', openssl.path(`${name}.key`)];
  openssl.must('req', '-new', ...key, '-subj', '/CN=Ada Byron', '-outform', 'DER', '-out', path);
  const csr = new Uint8Array(readFileSync(path));
  sam.requests.set(credentialId, csr);
  return csr;
}

async function certified(name?: string): Promise<{ readonly der: Uint8Array; readonly file: string }> {
  const credentialId = newId('cred');
  const csr = toBase64(aRequest(credentialId, name));
  const { certificate } = await connector.caller.call(requestCertificate, { requestId: newId('req'), credentialId, policyId, csr });
  const der = fromBase64(certificate) ?? new Uint8Array();
  return { der, file: openssl.file(`${name ?? 'signer'}-certified.pem`, der, 'CERTIFICATE') };
}

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => (error instanceof ServiceError ? error.code : error),
  );

describe('a request for a certificate', () => {
  it('is answered with a certificate of its key and the chain to the root', async () => {
    const credentialId = newId('cred');
    const csr = toBase64(aRequest(credentialId));
    const { certificate, chain } = await connector.caller.call(requestCertificate, { requestId: newId('req'), credentialId, policyId, csr });
    const [issuing, root] = chain.map((one, index) => openssl.file(`chain-${index}.pem`, fromBase64(one) ?? '', 'CERTIFICATE'));
    const file = openssl.file('answered.pem', fromBase64(certificate) ?? '', 'CERTIFICATE');
    expect(openssl.run('verify', '-CAfile', root ?? '', '-untrusted', issuing ?? '', file)).toEqual({ ok: true, text: expect.stringContaining(': OK') });
  });

  it('is answered with the same certificate when it is repeated', async () => {
    const [requestId, credentialId] = [newId('req'), newId('cred')];
    const ask = { requestId, credentialId, policyId, csr: toBase64(aRequest(credentialId)) };
    const first = await connector.caller.call(requestCertificate, ask);
    expect(await connector.caller.call(requestCertificate, ask)).toEqual(first);
    expect((await database.events()).slice(-2)).toEqual(['certificate-requested', 'certificate-issued']);
  });

  it('is refused when its id was used for another request', async () => {
    const [requestId, credentialId, other] = [newId('req'), newId('cred'), newId('cred')];
    const csr = toBase64(aRequest(credentialId));
    await connector.caller.call(requestCertificate, { requestId, credentialId, policyId, csr });
    expect(await refusal(connector.caller.call(requestCertificate, { requestId, credentialId: other, policyId, csr }))).toBe('request.duplicate');
    expect(await refusal(connector.caller.call(requestCertificate, { requestId, credentialId, policyId, csr: toBase64(aRequest(other, 'other')) }))).toBe(
      'request.duplicate',
    );
  });

  it('is refused when the authority answers a certificate for another key', async () => {
    const credentialId = newId('cred');
    const csr = toBase64(aRequest(credentialId));
    aRequest(credentialId, 'exchanged');
    expect(await refusal(connector.caller.call(requestCertificate, { requestId: newId('req'), credentialId, policyId, csr }))).toBe('certificate.refused');
    expect((await database.events()).at(-1)).toBe('certificate-failed');
  });

  it('is refused when it is not signed by the key it names', async () => {
    const credentialId = newId('cred');
    const csr = aRequest(credentialId);
    csr[csr.length - 1] = (csr.at(-1) ?? 0) ^ 1;
    for (const bad of [csr, csr.slice(0, -1), new Uint8Array(), Uint8Array.of(0x30, 0)]) {
      expect(await refusal(connector.caller.call(requestCertificate, { requestId: newId('req'), credentialId, policyId, csr: toBase64(bad) }))).toBe(
        'certificate.refused',
      );
    }
  });

  it('is refused when the authority refuses, and may come again after a failure', async () => {
    const credentialId = newId('cred');
    const ask = { requestId: newId('req'), credentialId, policyId, csr: toBase64(aRequest(credentialId)) };
    sam.requests.delete(credentialId);
    expect(await refusal(connector.caller.call(requestCertificate, ask))).toBe('certificate.refused');
    authority.outage = new ServiceError('hsm.unavailable', 'the token rests');
    sam.requests.set(credentialId, fromBase64(ask.csr) ?? new Uint8Array());
    expect(await refusal(connector.caller.call(requestCertificate, ask))).toBe('hsm.unavailable');
    authority.outage = undefined;
    expect(await refusal(connector.caller.call(requestCertificate, ask))).toBeUndefined();
  });
});

describe('a certificate that was issued', () => {
  it('is answered to audit by its fingerprint, with its issuers', async () => {
    const credentialId = newId('cred');
    const csr = toBase64(aRequest(credentialId));
    const { certificate, chain } = await connector.caller.call(requestCertificate, { requestId: newId('req'), credentialId, policyId, csr });
    const fingerprint = sha256Hex(fromBase64(certificate) ?? new Uint8Array());
    expect(await connector.audit.call(describeCertificate, { fingerprint })).toEqual({ certificates: [certificate, ...chain] });
  });

  it('is asked for by a fingerprint and by nothing else, by audit and nobody else, and is nothing where none has it', async () => {
    expect(await connector.audit.call(describeCertificate, { fingerprint: '0'.repeat(64) })).toEqual({ certificates: [] });
    for (const fingerprint of ['', '0'.repeat(63), 'Z'.repeat(64)]) expect(describeCertificate.request.safeParse({ fingerprint }).success).toBe(false);
    expect(await refusal(connector.caller.call(describeCertificate, { fingerprint: '0'.repeat(64) }))).not.toBeUndefined();
  });
});

describe('what is published over HTTP', () => {
  const get = async (path: string) => {
    const response = await fetch(`${connector.address}${path}`, { redirect: 'manual' });
    return { status: response.status, headers: response.headers, body: new Uint8Array(await response.arrayBuffer()) };
  };

  it.each(['root', 'issuing'] as const)('is the %s authority’s certificate', async (name) => {
    const { status, headers, body } = await get(`/ca/${name}.cer`);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/pkix-cert']);
    expect(headers.get('cache-control')).toBe('public, no-transform, must-revalidate, max-age=86400');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(new X509Certificate(body).subject).toContain(`CN=Test ${name}`);
  });

  it.each(['root', 'issuing'] as const)('is the %s authority’s list, which OpenSSL accepts', async (name) => {
    const { status, headers, body } = await get(`/crl/${name}.crl`);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/pkix-crl']);
    expect(headers.get('cache-control')).toBe('public, no-transform, must-revalidate, max-age=600');
    expect(Date.parse(headers.get('expires') ?? '')).toBeGreaterThan(Date.now() + 23 * 3_600_000);
    const issuer = openssl.file('issuer.pem', (await get(`/ca/${name}.cer`)).body, 'CERTIFICATE');
    const said = openssl.run('crl', '-inform', 'DER', '-in', openssl.file('got.crl', body), '-CAfile', issuer, '-noout');
    expect(said).toEqual({ ok: true, text: expect.stringContaining('verify OK') });
  });

  it('is one page with the fingerprints, which loads and runs nothing', async () => {
    const { status, headers, body } = await get('/');
    const html = new TextDecoder().decode(body);
    const { body: root } = await get('/ca/root.cer');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^ ]+'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'$/,
    );
    expect(html.replaceAll(':', '')).toContain(sha256Hex(root).toUpperCase());
    expect(html).toContain('href="http://ca.localhost:7000/crl/issuing.crl"');
    expect(html).not.toMatch(/<script|<img|<form|onclick/i);
  });

  it.each(['/ca/other.cer', '/crl/other.crl', '/ca/root', '/ca/..%2f..%2fetc%2fpasswd.cer', '/ocsp/other/MAA=', '/ca/constructor.cer', '/nothing'])(
    'is nothing under %s',
    async (path) => {
      expect((await get(path)).status).toBe(404);
    },
  );

  it('makes the process ready', async () => {
    expect((await get('/health/ready')).status).toBe(200);
  });

  it('was recorded with an event for each list', async () => {
    expect((await database.events()).filter((type) => type === 'crl-published')).toHaveLength(2);
  });
});

describe('the OCSP responder, asked by OpenSSL', () => {
  const ask = async (file: string, ...options: readonly string[]) => {
    const chain = ['-issuer', openssl.path('issuing.pem'), '-CAfile', openssl.path('root.pem'), '-verify_other', openssl.path('issuing.pem')];
    return openssl.runAside('ocsp', '-url', `${connector.address}/ocsp/issuing`, ...chain, '-cert', file, ...options);
  };

  it('answers good by POST', async () => {
    const { file } = await certified();
    expect(await ask(file, '-no_nonce')).toEqual({ ok: true, text: expect.stringMatching(/: good[\s\S]*Response verify OK/) });
  });

  it('does not mind a nonce, and answers without', async () => {
    const { file } = await certified();
    expect((await ask(file)).text).toMatch(/WARNING: no nonce in response[\s\S]*Response verify OK/);
  });

  it('answers revoked after a revocation, to whoever did not ask before', async () => {
    const { der, file } = await certified('revoked');
    authority.revoke(der);
    expect((await ask(file, '-no_nonce')).text).toMatch(/: revoked[\s\S]*Response verify OK/);
  });

  it('answers by GET as by POST, each composed once', async () => {
    const { file } = await certified('asked-twice');
    const request = openssl.path('get.der');
    openssl.must('ocsp', '-issuer', openssl.path('issuing.pem'), '-cert', file, '-no_nonce', '-reqout', request);
    const bytes = readFileSync(request);
    const before = authority.answers;
    const answers = await Promise.all([
      fetch(`${connector.address}/ocsp/issuing/${encodeURIComponent(bytes.toString('base64'))}`),
      fetch(`${connector.address}/ocsp/issuing/${bytes.toString('base64')}`),
      fetch(`${connector.address}/ocsp/issuing/${bytes.toString('base64url')}`),
      fetch(`${connector.address}/ocsp/issuing`, { method: 'POST', headers: { 'content-type': 'application/ocsp-request' }, body: bytes }),
    ]);
    const bodies = await Promise.all(answers.map(async (one) => sha256Hex(new Uint8Array(await one.arrayBuffer()))));
    expect(new Set(bodies).size).toBe(1);
    expect(authority.answers).toBe(before + 1);
    for (const { status, headers } of answers) {
      expect([status, headers.get('content-type')]).toEqual([200, 'application/ocsp-response']);
      expect(headers.get('cache-control')).toMatch(/^public, no-transform, must-revalidate, max-age=(32\d\d|3300)$/);
    }
  });

  const status = async (body: Uint8Array, path = '/ocsp/issuing') => {
    const response = await fetch(`${connector.address}${path}`, { method: 'POST', headers: { 'content-type': 'application/ocsp-request' }, body });
    const answer = new Uint8Array(await response.arrayBuffer());
    return { http: response.status, cache: response.headers.get('cache-control'), error: answer.length === 5 ? answer[4] : 'an answer' };
  };
  const MALFORMED = 1;
  const TRY_LATER = 3;
  const UNAUTHORIZED = 6;

  it.each([
    ['nothing', new Uint8Array()],
    ['noise', Uint8Array.of(1, 2, 3)],
    ['an empty list', Uint8Array.of(0x30, 4, 0x30, 2, 0x30, 0)],
  ])('answers malformed to %s', async (_what, body) => {
    expect(await status(body)).toEqual({ http: 200, cache: 'no-store', error: MALFORMED });
  });

  it('answers malformed to a path that is no Base64', async () => {
    const response = await fetch(`${connector.address}/ocsp/issuing/%25%25%25`);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(Uint8Array.of(0x30, 3, 0x0a, 1, MALFORMED));
  });

  it('answers unauthorised about certificates of others, by other digests, and about several at once', async () => {
    const { file } = await certified();
    const [root, issuing] = [openssl.path('root.pem'), openssl.path('issuing.pem')];
    const made = (...args: readonly string[]) => {
      openssl.must('ocsp', '-no_nonce', '-reqout', openssl.path('odd.der'), ...args);
      return new Uint8Array(readFileSync(openssl.path('odd.der')));
    };
    const before = authority.answers;
    expect(await status(made('-issuer', root, '-cert', issuing))).toMatchObject({ error: UNAUTHORIZED });
    expect(await status(made('-issuer', issuing, '-cert', file), '/ocsp/root')).toMatchObject({ error: UNAUTHORIZED });
    expect(await status(made('-issuer', issuing, '-sha512', '-cert', file))).toMatchObject({ error: UNAUTHORIZED });
    expect(await status(made('-issuer', issuing, '-cert', file, '-cert', issuing))).toMatchObject({ error: UNAUTHORIZED });
    expect(authority.answers).toBe(before);
  });

  it('answers that one may try later while the token rests, and keeps no such answer', async () => {
    const { file } = await certified('later');
    openssl.must('ocsp', '-issuer', openssl.path('issuing.pem'), '-cert', file, '-no_nonce', '-reqout', openssl.path('later.der'));
    const request = new Uint8Array(readFileSync(openssl.path('later.der')));
    authority.outage = new ServiceError('hsm.unavailable', 'the token rests');
    expect(await status(request)).toEqual({ http: 200, cache: 'no-store', error: TRY_LATER });
    authority.outage = undefined;
    expect(await status(request)).toMatchObject({ http: 200, error: 'an answer' });
  });

  it('takes neither JSON nor a body longer than any question', async () => {
    const json = await fetch(`${connector.address}/ocsp/issuing`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
    expect(json.status).toBe(415);
    expect((await status(new Uint8Array(5_000))).http).toBe(413);
  });
});
