import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { issueTimestamp, ServiceError } from '@paraph/contracts';
import { fromBase64, sha256Hex, toBase64 } from '@paraph/kernel';
import { FakeClock, OpenSsl, OpenSslTsa, startNats, startPostgres, type TestNats, type TestPostgres } from '@paraph/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectorDatabase } from './connector-database.js';
import { OpenSslAuthority } from './openssl-authority.js';
import { startConnector, StubSam, type RunningConnector } from './running-connector.js';

const openssl = new OpenSsl();
let postgres: TestPostgres;
let nats: TestNats;
let database: ConnectorDatabase;
let tsa: OpenSslTsa;
let sam: StubSam;
let connector: RunningConnector;

beforeAll(async () => {
  [postgres, nats] = await Promise.all([startPostgres(), startNats()]);
  database = await ConnectorDatabase.open(postgres);
  await database.stores(new FakeClock());
  sam = await StubSam.start(nats, new OpenSslAuthority(openssl));
  sam.tsa = tsa = new OpenSslTsa(openssl, 'tsa');
  connector = await startConnector(nats, database);
  for (let left = 100; left > 0 && !(await fetch(`${connector.address}/ca/tsa.cer`)).ok; left -= 1) await sleep(50);
}, 60_000);

afterAll(async () => {
  await connector.stop();
  await sam.stop();
  await database.close();
  await nats.stop();
  await postgres.stop();
  openssl.remove();
});

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => (error instanceof ServiceError ? error.code : error),
  );

describe('a time-stamp', () => {
  const hashAlgorithmOid = '2.16.840.1.101.3.4.2.1';
  const hash = Buffer.from(sha256Hex('a document'), 'hex').toString('base64');
  afterEach(() => void (sam.tsa = tsa));

  it('is the token of the unit whose certificate is published', async () => {
    const { token } = await connector.gateway.call(issueTimestamp, { hashAlgorithmOid, hash, nonce: '4711' });
    const file = openssl.file('stamp.der', fromBase64(token) ?? '');
    const answer = await fetch(`${connector.address}/ca/tsa.cer`);
    expect(answer.headers.get('content-type')).toBe('application/pkix-cert');
    const unit = openssl.file('unit.pem', new Uint8Array(await answer.arrayBuffer()), 'CERTIFICATE');
    const verify = ['ts', '-verify', '-token_in', '-in', file, '-CAfile', tsa.anchorFile, '-untrusted', unit];
    expect(openssl.run(...verify, '-data', openssl.file('stamped', 'a document'))).toMatchObject({ ok: true });
    expect(openssl.run(...verify, '-data', openssl.file('not-stamped', 'another one'))).toMatchObject({ ok: false });
    expect(await (await fetch(`${connector.address}/`)).text()).toContain('/ca/tsa.cer');
  });

  it('is refused with the SAM’s word, and where it is not over a digest', async () => {
    const ask = (change: object) => refusal(connector.gateway.call(issueTimestamp, { hashAlgorithmOid, hash, ...change }));
    sam.tsa = undefined;
    expect(await ask({})).toBe('clock.unreliable');
    sam.tsa = tsa;
    expect(await ask({ hash: toBase64(new Uint8Array(20)) })).toBe('hash.length');
    expect(await ask({ hashAlgorithmOid: '1.3.14.3.2.26', hash: toBase64(new Uint8Array(20)) })).toBe('hash.algorithm_unsupported');
    expect(await ask({})).toBeUndefined();
  });
});
