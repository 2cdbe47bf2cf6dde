import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { enrolmentChallenge, newId, sha256Hex } from '@paraph/kernel';
import { rows } from '@paraph/platform';
import { FakeClock } from '@paraph/testing';
import { postgresCertificateStores, type CertificateStores } from './certificate-stores.js';
import { EnrolmentWorld } from './enrolment-world.js';
import { FakeToken } from './fake-token.js';
import { SamDatabase } from './postgres-stores.js';

let database: SamDatabase;

beforeAll(async () => {
  database = await SamDatabase.start();
});

afterAll(async () => {
  await database.close();
});

describe('enrolment over PostgreSQL', () => {
  let world: EnrolmentWorld<CertificateStores>;

  beforeEach(async () => {
    const clock = new FakeClock();
    world = await EnrolmentWorld.over({ stores: await postgresCertificateStores(database, clock), token: new FakeToken(), clock });
  });

  it('goes from the key to the bound certificate, each step with its event', async () => {
    const { draft } = await world.bound();
    expect((await world.records.find('binding', draft.credentialId))?.body).toMatchObject({
      state: 'active',
      certificate: { subject: expect.stringContaining('CN=Ada Byron') },
    });
    const types = (await world.eventTypes()).filter((type) => !/key-generated/.test(type));
    expect(types).toEqual([
      'enrolment-opened',
      'enrolment-accepted',
      'certificate-composed',
      'certificate-composed',
      'certificate-composed',
      'certificate-bound',
    ]);
  });

  it('makes one pair of authorities when three replicas begin at once', async () => {
    const replicas = [world, await world.replica(), await world.replica()];
    const found = await Promise.all(replicas.map((one) => one.authorities.find('issuing')));
    expect(new Set(found.map(({ certificate }) => sha256Hex(certificate))).size).toBe(1);
    const [count] = await rows<{ count: string }>(database.source, `SELECT count(*) FROM issued_certificate WHERE kind <> 'ocsp'`);
    expect(count?.count).toBe('2');
  });

  it('answers one certificate to eight who ask at once', async () => {
    const { draft } = await world.accepted();
    const made = await Promise.all(Array.from({ length: 8 }, () => world.composeCertificate.run(draft.credentialId)));
    expect(new Set(made.map(({ der }) => sha256Hex(der))).size).toBe(1);
  });

  it('opens one enrolment for a credential when four ask at once, with one key', async () => {
    const credentialId = newId('cred');
    const results = await Promise.allSettled(Array.from({ length: 4 }, () => world.openEnrolment.run(world.order({ credentialId }))));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = results.flatMap((one) => (one.status === 'rejected' ? [one.reason as { code?: string }] : []));
    expect(refused.map(({ code }) => code)).toEqual(['request.duplicate', 'request.duplicate', 'request.duplicate']);
    const [count] = await rows<{ count: string }>(database.source, `SELECT count(*) FROM signing_key WHERE purpose = 'signer'`);
    expect(count?.count).toBe('1');
  });

  it('accepts once when two proofs come at once', async () => {
    const draft = await world.opened();
    const tokens = [await world.idToken(draft), await world.idToken(draft)];
    const results = await Promise.allSettled(tokens.map((idToken) => world.acceptEnrolment.run(draft.enrolmentId, idToken)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  describe('with means to register', () => {
    beforeEach(() => void (world.policies.policy = { ...world.policies.policy, evidence: [['passkey'], ['oidc', 'pin']] }));

    it('writes them with their counters, in the transaction of the acceptance', async () => {
      const draft = await world.opened();
      const page = world.page();
      page.passkey.assert(new Uint8Array(32));
      await world.offerMeans.run(draft.enrolmentId, await page.registrations(enrolmentChallenge(draft.statement), 'passkey', 'pin'));
      await world.acceptEnrolment.run(draft.enrolmentId, await world.idToken(draft));
      const means = (await world.records.find('binding', draft.credentialId))?.body.means ?? [];
      expect(means.map(({ kind }) => kind)).toEqual(['oidc', 'passkey', 'pin']);
      // Another replica, with nothing in its memory.
      const replica = await world.replica();
      expect(await replica.counters.read(means[1]?.meansId ?? '')).toMatchObject({ signCount: 1 });
    });

    it('accepts what it verified when another offer comes at the same time', async () => {
      const draft = await world.opened();
      const challenge = enrolmentChallenge(draft.statement);
      const [first, second] = [world.page(), world.page()];
      await world.offerMeans.run(draft.enrolmentId, await first.registrations(challenge, 'passkey', 'pin'));
      const idToken = await world.idToken(draft);
      const other = await second.registrations(challenge, 'passkey', 'pin');
      const [accepted] = await Promise.allSettled([world.acceptEnrolment.run(draft.enrolmentId, idToken), world.offerMeans.run(draft.enrolmentId, other)]);
      const binding = await world.records.find('binding', draft.credentialId);
      const passkey = binding?.body.means.find(({ kind }) => kind === 'passkey');
      if (accepted.status === 'fulfilled') expect(passkey).toMatchObject({ id: first.passkey.id });
      else expect([accepted.reason, passkey]).toEqual([expect.objectContaining({ code: 'evidence.invalid' }), undefined]);
    });

    it('refuses what the owner of the database changed of an offer', async () => {
      const draft = await world.opened();
      await world.offerMeans.run(draft.enrolmentId, await world.page().registrations(enrolmentChallenge(draft.statement), 'passkey', 'pin'));
      const idToken = await world.idToken(draft);
      await database.owner.query(`UPDATE offered_means SET body = replace(body, '"signCount":0', '"signCount":1')`);
      await expect(world.acceptEnrolment.run(draft.enrolmentId, idToken)).rejects.toMatchObject({ code: 'record.tampered' });
    });
  });

  it('ends with either the key or the acceptance, whichever of the two came first', async () => {
    for (let round = 0; round < 5; round += 1) {
      const draft = await world.opened();
      const idToken = await world.idToken(draft);
      await Promise.allSettled([world.acceptEnrolment.run(draft.enrolmentId, idToken), world.destroyKey.run(draft.credentialId)]);
      const { state } = await world.enrolments.find(draft.enrolmentId);
      const key = await world.keys.publicKey(draft.keyId);
      expect([state, key !== undefined]).toEqual(state === 'accepted' ? ['accepted', true] : ['abandoned', false]);
    }
  });

  it('takes list numbers that rise when two replicas compose at once', async () => {
    const other = await world.replica();
    const made = await Promise.all([world, other, world, other].map((one) => one.composeList.run('issuing')));
    expect(made.map(({ number }) => number).sort()).toEqual([1, 2, 3, 4]);
  });

  it('refuses an enrolment that the owner of the database changed', async () => {
    const draft = await world.opened();
    const idToken = await world.idToken(draft);
    await database.owner.query(`UPDATE enrolment SET draft = replace(draft, $1, $2)`, [draft.signerId, newId('sgn')]);
    await expect(world.acceptEnrolment.run(draft.enrolmentId, idToken)).rejects.toMatchObject({ code: 'record.tampered' });
  });
});
