import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, sha256Hex, type Clock } from '@paraph/kernel';
import { Outbox } from '@paraph/platform';
import { FakeClock, startPostgres, type TestPostgres } from '@paraph/testing';
import 'reflect-metadata';
import { PostgresIssuedCertificates } from '../../src/adapters/revocation/postgres-issued-certificates.js';
import { PostgresRevocationOrders } from '../../src/adapters/revocation/postgres-revocation-orders.js';
import { ConnectorDatabase } from '../connector-database.js';
import { newRequest, TestPki } from '../test-pki.js';
import { revocationOrdersSuite } from './revocation-orders.suite.js';

let server: TestPostgres;
let database: ConnectorDatabase;
const clock: Clock = new FakeClock();

beforeAll(async () => {
  server = await startPostgres();
  database = await ConnectorDatabase.open(server);
}, 60_000);

afterAll(async () => {
  await database?.close();
  await server?.stop();
});

describe('revocation orders in PostgreSQL', () => {
  revocationOrdersSuite(async () => {
    await database.empty();
    const outbox = new Outbox<'ca-connector'>('ca-connector', database.source, clock);
    return { orders: new PostgresRevocationOrders(database.source, outbox), events: () => database.events() };
  });
});

describe('the runtime role', () => {
  it.each([
    ['deletes no order', 'DELETE FROM revocation_order'],
    ['gives no order to another credential', `UPDATE revocation_order SET credential_id = 'x'`],
    ['changes no reason', `UPDATE revocation_order SET reason = 'x'`],
    ['deletes no notice', 'DELETE FROM noticed_revocation'],
    ['deletes no list', 'DELETE FROM authority_list'],
    ['moves no watched certificate to another credential', `UPDATE watched_certificate SET credential_id = 'x'`],
  ])('%s', async (_what, statement) => {
    await expect(database.source.query(statement)).rejects.toThrow(/permission denied/);
  });
});

describe('what became of a request', () => {
  const credentialId = newId('cred');
  const order = async () => ({ requestId: newId('req'), credentialId, policyId: 'p', csr: await newRequest(), authority: 'elsewhere' });
  const event = { type: 'certificate-requested', actor: { kind: 'system', id: 'x' }, outcome: 'success' } as const;
  const lease = { now: new Date(), until: new Date(Date.now() + 1_000) };

  it('is nothing, undecided, refused or a certificate, and a certificate outweighs the rest', async () => {
    const ledger = await database.ledger(clock);
    const issued = new PostgresIssuedCertificates(database.source);
    expect(await issued.of(credentialId)).toEqual({ kind: 'none' });
    const [first, second, third] = [await order(), await order(), await order()];
    await ledger.begin(first, event, lease);
    expect(await issued.of(credentialId)).toEqual({ kind: 'undecided' });
    await ledger.refuse(first.requestId, 'no', { ...event, type: 'certificate-failed' });
    expect(await issued.of(credentialId)).toEqual({ kind: 'none' });
    await ledger.begin(second, event, lease);
    expect(await issued.of(credentialId)).toEqual({ kind: 'undecided' });
    const pki = await TestPki.create();
    const certificate = await pki.certify(second.csr);
    await ledger.complete(second.requestId, { certificate, chain: pki.issuers }, { ...event, type: 'certificate-issued' });
    await ledger.begin(third, event, lease);
    expect(await issued.of(credentialId)).toEqual({ kind: 'issued', issued: { authority: 'elsewhere', certificate, chain: pki.issuers } });
    expect(await issued.of(newId('cred'))).toEqual({ kind: 'none' });
  });
});

describe('a certificate that was issued', () => {
  const event = { type: 'certificate-requested', actor: { kind: 'system', id: 'x' }, outcome: 'success' } as const;

  it('is found by its fingerprint, also after a renewal put another in its place', async () => {
    const ledger = await database.ledger(clock);
    const issued = new PostgresIssuedCertificates(database.source);
    const [credentialId, pki] = [newId('cred'), await TestPki.create()];
    const certificates: Uint8Array[] = [];
    for (const requestId of [newId('req'), newId('req')]) {
      const order = { requestId, credentialId, policyId: 'p', csr: await newRequest(), authority: 'elsewhere' };
      await ledger.begin(order, event, { now: clock.now(), until: clock.now() });
      certificates.push(await pki.certify(order.csr));
      await ledger.complete(requestId, { certificate: certificates.at(-1) ?? order.csr, chain: pki.issuers }, { ...event, type: 'certificate-issued' });
    }
    for (const certificate of certificates) expect(await issued.withFingerprint(sha256Hex(certificate))).toEqual({ certificate, chain: pki.issuers });
    expect(await issued.withFingerprint('0'.repeat(64))).toBeUndefined();
  });
});
