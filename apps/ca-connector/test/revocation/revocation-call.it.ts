import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { revokeCertificate, type ReplyOf } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { FakeClock, startNats, startPostgres, type TestNats, type TestPostgres } from '@paraph/testing';
import 'reflect-metadata';
import { ConnectorDatabase } from '../connector-database.js';
import { startConnector, type RunningConnector } from '../running-connector.js';
import { newRequest, TestPki } from '../test-pki.js';

let postgres: TestPostgres;
let nats: TestNats;
let database: ConnectorDatabase;
let connector: RunningConnector;

beforeAll(async () => {
  [postgres, nats] = await Promise.all([startPostgres(), startNats()]);
  database = await ConnectorDatabase.open(postgres);
  connector = await startConnector(nats, database);
}, 60_000);
afterAll(async () => {
  await connector?.stop();
  await database?.close();
  await nats?.stop();
  await postgres?.stop();
});
beforeEach(() => database.empty());

const revoke = (credentialId: string, from = connector.caller): Promise<ReplyOf<typeof revokeCertificate>> =>
  from.call(revokeCertificate, { credentialId, reason: 'cessationOfOperation' });

async function issued(authority: string): Promise<string> {
  const [credentialId, pki, ledger] = [newId('cred'), await TestPki.create(), await database.ledgerAsIs(new FakeClock())];
  const order = { requestId: newId('req'), credentialId, policyId: 'p', csr: await newRequest(), authority };
  const event = { type: 'certificate-requested', actor: { kind: 'system', id: 'x' }, outcome: 'success' } as const;
  await ledger.begin(order, event, { now: new Date(), until: new Date() });
  await ledger.complete(order.requestId, { certificate: await pki.certify(order.csr), chain: pki.issuers }, { ...event, type: 'certificate-issued' });
  return credentialId;
}

describe('revokeCertificate, over the bus', () => {
  it('is done at once where the embedded authority issued: the SAM has revoked with the key', async () => {
    const credentialId = await issued('embedded');
    expect([await revoke(credentialId), await revoke(credentialId)]).toEqual([{ state: 'revoked' }, { state: 'revoked' }]);
    expect(await database.events()).toEqual(['certificate-requested', 'certificate-issued', 'revocation-requested', 'revocation-confirmed']);
  });

  it('is taken where the authority cannot be asked, and told why in the event', async () => {
    expect(await revoke(await issued('gone'))).toEqual({ state: 'asked' });
    expect((await database.events()).slice(2)).toEqual(['revocation-requested', 'revocation-failed']);
  });

  it('has nothing to do where nothing was issued', async () => {
    expect(await revoke(newId('cred'))).toEqual({ state: 'none' });
  });

  it('is answered to the key lifecycle and to nobody else', async () => {
    const credentialId = await issued('embedded');
    await expect(revoke(credentialId, connector.gateway)).rejects.toMatchObject({ code: 'service.forbidden' });
    expect(await revoke(credentialId)).toEqual({ state: 'revoked' });
  });
});
