import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, type KeyAlgorithm } from '@paraph/kernel';
import { FakeClock, OpenSsl } from '@paraph/testing';
import { Pkcs11Token } from '../src/adapters/pkcs11/pkcs11-token.js';
import { PostgresSessionRows } from '../src/adapters/postgres/postgres-session-rows.js';
import { postgresCertificateStores, type CertificateStores } from './certificate-stores.js';
import { EnrolmentWorld } from './enrolment-world.js';
import { SamDatabase } from './postgres-stores.js';
import { SessionWorld } from './session-world.js';
import { startSoftHsm, type SoftHsm } from './token-softhsm.js';

const openssl = new OpenSsl();
let hsm: SoftHsm;
let database: SamDatabase;
let token: Pkcs11Token;
let world: SessionWorld<CertificateStores, Pkcs11Token>;

beforeAll(async () => {
  [hsm, database] = [await startSoftHsm(), await SamDatabase.start()];
}, 60_000);
beforeEach(async () => {
  await database.owner.query('TRUNCATE one_session, sam_replica');
  token = await Pkcs11Token.open({ ...hsm.settings, callSeconds: 30 });
  const clock = new FakeClock(new Date().toISOString());
  const enrolling = await EnrolmentWorld.over({ stores: await postgresCertificateStores(database, clock), token, clock });
  world = await SessionWorld.over(enrolling, new PostgresSessionRows(database.source));
});
afterEach(() => token.close());
afterAll(async () => {
  await database.close();
  hsm.remove();
  openssl.remove();
});

const sessions = async (): Promise<number> => (await database.owner.query<unknown[]>('SELECT 1 FROM one_session')).length;
const wrapped = async (): Promise<number> => (await database.owner.query<unknown[]>(`SELECT 1 FROM signing_key WHERE purpose = 'signer'`)).length;

describe('a session over a real token and a real database', () => {
  it.each<KeyAlgorithm>(['p256', 'p384', 'rsa3072'])('makes a %s key, certifies it, signs with it and leaves nothing of it', async (algorithm) => {
    // What the SAM's own keys and lanes need of the token is there after the first one.
    await world.signHash.run(world.request(await world.ready(['contract.pdf'], algorithm)));
    const before = await token.health();
    const draft = await world.opened(['contract.pdf'], algorithm);
    const csr = await world.accept(draft);
    const request = openssl.file('request.der', csr);
    expect(openssl.run('req', '-verify', '-inform', 'DER', '-in', request, '-noout')).toEqual({ ok: true, text: expect.stringContaining('verify OK') });
    const bound = await world.certify(draft);
    const { sad } = await world.issueSad.run({ activationId: bound.activationId, clientId: world.clientId });
    expect([await sessions(), await wrapped(), (await token.health()).heldKeys]).toEqual([1, 0, 1]);

    const ready = { draft, bound, sad: `sad_${sad}` };
    const [signature] = await world.signHash.run(world.request(ready));
    const key = openssl.file('key.der', new Uint8Array(Buffer.from(draft.publicKey, 'base64')));
    const made = openssl.file('signature', new Uint8Array(Buffer.from(signature ?? '', 'base64')));
    // The digest of the test's documents is the one of their names.
    const document = openssl.file('document', new TextEncoder().encode('contract.pdf'));
    const said = openssl.run('dgst', '-sha256', '-verify', key, '-keyform', 'DER', '-signature', made, document);
    expect(said).toEqual({ ok: true, text: expect.stringContaining('Verified OK') });

    const after = await token.health();
    expect({ held: after.heldKeys, sessions: after.openSessions, cached: after.cachedKeys }).toEqual({
      held: 0,
      sessions: before.openSessions,
      cached: before.cachedKeys,
    });
    expect([await sessions(), await wrapped(), await world.stateOf(draft)]).toEqual([0, 0, 'destroyed']);
    await expect(world.signHash.run(world.request(ready))).rejects.toMatchObject({ code: 'session.over' });
  });

  it('ends a key that nobody ended with the connection to its token', async () => {
    const ready = await world.ready(['contract.pdf', 'annex.pdf']);
    expect((await token.health()).heldKeys).toBe(1);
    await token.close();
    expect(world.enrolling.held.find(ready.draft.keyId)).toBeUndefined();
    token = await Pkcs11Token.open({ ...hsm.settings, callSeconds: 30 });
    expect((await token.health()).heldKeys).toBe(0);
  });

  it('fills a pool of RSA keys, and gives one to a session', async () => {
    world.enrolling.policies.policy = {
      ...world.enrolling.policies.policy,
      // What is left after one was taken is no reason to make more: the figures below hold however fast a key is made.
      session: { pool: { algorithm: 'rsa3072', size: 2, lowWater: 1, whenEmpty: 'refuse' } },
    };
    const replica = await world.replica();
    replica.pools.fill();
    await Promise.all(replica.pools.all.map(({ pool }) => pool.filled()));
    const [named] = replica.pools.all;
    expect([named?.pool.ready, (await token.health()).heldKeys]).toEqual([2, 2]);
    const draft = await replica.opened(['contract.pdf'], 'rsa3072');
    expect([named?.pool.ready, (await token.health()).heldKeys]).toEqual([1, 2]);
    expect(draft.algorithm).toBe('rsa3072');
    await replica.pools.close();
    await replica.follow.leave();
    expect((await token.health()).heldKeys).toBe(0);
  });
});

describe('living replicas', () => {
  it('are those that said so, until they say otherwise or fall silent', async () => {
    const rows = new PostgresSessionRows(database.source);
    const [one, other] = [newId('rep'), newId('rep')];
    const { transactions } = world.enrolling.stores;
    const credentialIds = [newId('cred'), newId('cred')];
    await transactions.run(async (transaction) => {
      await rows.insert(transaction, { credentialId: credentialIds[0] ?? '', heldBy: one });
      await rows.insert(transaction, { credentialId: credentialIds[1] ?? '', heldBy: other });
    });
    expect(await rows.forsaken(30, 10)).toEqual(credentialIds);
    await rows.beat(one);
    await rows.beat(one);
    await rows.beat(other);
    expect(await rows.forsaken(30, 10)).toEqual([]);
    await rows.leave(other);
    expect(await rows.forsaken(30, 10)).toEqual([credentialIds[1]]);
    await database.owner.query(`UPDATE sam_replica SET seen_at = seen_at - interval '31 seconds'`);
    expect(await rows.forsaken(30, 10)).toEqual(credentialIds);
    expect(await rows.forsaken(30, 1)).toEqual([credentialIds[0]]);
    await transactions.run((transaction) => rows.erase(transaction, credentialIds[0] ?? ''));
    expect(await rows.forsaken(30, 10)).toEqual([credentialIds[1]]);
  });
});
