import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { FakeClock, OpenSsl } from '@paraph/testing';
import { publishedFiles } from '../src/published-files.js';
import { AuthorityWorld } from './authority-world.js';
import { postgresCertificateStores } from './certificate-stores.js';
import { FakeToken } from './fake-token.js';
import { SamDatabase } from './postgres-stores.js';

const openssl = new OpenSsl();
let database: SamDatabase;

beforeAll(async () => void (database = await SamDatabase.start()));
afterAll(async () => {
  await database.close();
  openssl.remove();
});

it('publishes one public key for each kind of document others verify, and certificates that chain', async () => {
  const basis = { database: database.source, token: new FakeToken(), origin: 'http://ca.localhost:7000' };
  const files = await publishedFiles(basis);
  expect(Object.keys(files).sort()).toEqual([
    'encryption.jwk.json',
    'issuing.pem',
    'oidc-client.jwks.json',
    'receipt.jwk.json',
    'root.pem',
    'statement.jwk.json',
    'tree-head.jwk.json',
    'tsa.pem',
  ]);
  const kids = ['statement', 'tree-head', 'receipt', 'encryption'].map(
    (name) => (JSON.parse(files[`${name}.jwk.json`] ?? '') as { kid: string; d?: string }).kid,
  );
  expect(new Set(kids).size).toBe(4);
  expect(Object.values(files).join()).not.toMatch(/"d"|PRIVATE/);
  const [root = '', issuing = '', tsa = ''] = ['root.pem', 'issuing.pem', 'tsa.pem'].map((name) => openssl.file(name, files[name] ?? ''));
  expect(openssl.run('verify', '-x509_strict', '-CAfile', root, '-untrusted', issuing, tsa)).toMatchObject({ ok: true });

  // Repeated, by a process with nothing in its memory.
  expect(await publishedFiles(basis)).toEqual(files);
});

it('publishes what is left when the issuing authority has ended: its certificate, and no time-stamping unit', async () => {
  const clock = new FakeClock(new Date().toISOString());
  const token = new FakeToken();
  const world = await AuthorityWorld.over(await postgresCertificateStores(database, clock), token, clock);
  const basis = { database: database.source, token, origin: 'http://ca.localhost:7000' };
  const before = await publishedFiles(basis);
  await world.stores.transactions.run((transaction) => world.ending.decide(transaction, 'The provider ends its service.'));
  await world.ending.finish();
  const { 'tsa.pem': unit, ...rest } = before;
  expect(unit).toContain('BEGIN CERTIFICATE');
  expect(await publishedFiles(basis)).toEqual(rest);
});
