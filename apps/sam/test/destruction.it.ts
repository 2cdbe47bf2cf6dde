import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { rows } from '@paraph/platform';
import { FakeClock } from '@paraph/testing';
import { serialNumbersOn } from './certificate-status.js';
import { postgresCertificateStores, type CertificateStores } from './certificate-stores.js';
import { DestructionWorld } from './destruction-world.js';
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

describe('destructions over PostgreSQL', () => {
  let world: DestructionWorld<CertificateStores>;
  let ada: Awaited<ReturnType<typeof world.signer>>;

  beforeEach(async () => {
    const clock = new FakeClock();
    world = await DestructionWorld.over(await EnrolmentWorld.over({ stores: await postgresCertificateStores(database, clock), token: new FakeToken(), clock }));
    ada = await world.signer();
  });

  const keys = async (): Promise<number> => (await rows(database.source, `SELECT key_id FROM signing_key WHERE key_id = $1`, [ada.keyId])).length;
  const destroyed = async () => (await world.enrolling.stores.events()).filter(({ type }) => type === 'key-destroyed').length;

  it('go from the statement over the decision to the revoked certificate', async () => {
    const changeId = await world.decided(ada);
    expect([await keys(), await world.status(ada)]).toEqual([1, 'good']);
    await world.destroy.run(ada.credentialId, changeId);
    expect([await keys(), await world.status(ada), (await world.changing.binding(ada)).state]).toEqual([0, 'revoked', 'destroyed']);
    expect(serialNumbersOn((await world.enrolling.composeList.run('issuing')).crl)).toEqual([world.serialOf(ada.certificate)]);
  });

  it('happen once, however many ask at the same time', async () => {
    const changeId = await world.decided(ada);
    const asked = await Promise.allSettled([1, 2, 3].map(() => world.destroy.run(ada.credentialId, changeId)));
    expect(asked.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
    expect([await keys(), await destroyed()]).toEqual([0, 1]);
  });

  it('and a suspension at the same moment leave it destroyed', async () => {
    const changeId = await world.decided(ada);
    const suspension = { credentialId: ada.credentialId, requestedBy: 'operator', reason: 'x' } as const;
    await Promise.allSettled([world.destroy.run(ada.credentialId, changeId), world.changing.suspend.run(suspension)]);
    await world.destroy.run(ada.credentialId, changeId);
    expect([(await world.changing.binding(ada)).state, await keys(), await destroyed()]).toEqual(['destroyed', 0, 1]);
  });

  it('of one credential leave the others alone', async () => {
    const bob = await world.signer();
    await world.destroy.run(ada.credentialId, await world.decided(ada));
    expect([await world.status(bob), await world.changing.sign(bob)]).toEqual(['good', 1]);
  });
});
