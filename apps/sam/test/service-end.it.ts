import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '@paraph/testing';
import { PostgresServiceFigures } from '../src/adapters/postgres/postgres-service-figures.js';
import { serialNumbersOn } from './certificate-status.js';
import { postgresCertificateStores, type CertificateStores } from './certificate-stores.js';
import { DestructionWorld } from './destruction-world.js';
import { EnrolmentWorld } from './enrolment-world.js';
import { FakeToken } from './fake-token.js';
import { SamDatabase } from './postgres-stores.js';
import { endingReplica, type EndingReplica } from './service-end-world.js';

let database: SamDatabase;
let world: DestructionWorld<CertificateStores>;
let replicas: readonly [EndingReplica, EndingReplica];

beforeAll(async () => void (database = await SamDatabase.start()));
afterAll(() => database.close());

beforeEach(async () => {
  const clock = new FakeClock();
  world = await DestructionWorld.over(await EnrolmentWorld.over({ stores: await postgresCertificateStores(database, clock), token: new FakeToken(), clock }));
  const figures = new PostgresServiceFigures(database.source);
  replicas = [await endingReplica(world, figures), await endingReplica(world, figures)];
});

const events = async (type: string) => (await world.enrolling.stores.events()).filter((event) => event.type === type);

describe('the end of the service over PostgreSQL', () => {
  it('is counted before, happens once although two replicas are at it, and is counted after', async () => {
    const signers = [await world.signer(), await world.signer()];
    await world.enrolling.openEnrolment.run(world.enrolling.order());
    const [first, second] = replicas;
    expect(await first.describe.run()).toMatchObject({
      state: 'serving',
      counts: { credentials: { active: 2 }, containers: 0, keys: 3, certificates: 2, elsewhere: 0 },
    });

    await world.enrolling.stores.transactions.run((transaction) => first.end.decide(transaction, 'The provider ends its service.'));
    await Promise.allSettled(replicas.map(({ ending }) => ending.finish()));
    expect(await second.ending.finish()).toBe(true);

    expect(await second.describe.run()).toMatchObject({ state: 'ended', counts: { credentials: { destroyed: 2 }, keys: 0, certificates: 0 } });
    const ended = await events('key-destroyed');
    expect(ended.filter(({ cause }) => cause === 'service-ended')).toHaveLength(3);
    expect([(await events('service-end-finished')).length, (await events('authority-ended')).length]).toEqual([1, 1]);
    expect(await Promise.all(signers.map((one) => world.status(one)))).toEqual(['revoked', 'revoked']);
    const list = await world.enrolling.composeList.run('issuing');
    expect([...serialNumbersOn(list.crl)].sort()).toEqual(signers.map(({ certificate }) => world.serialOf(certificate)).sort());
  }, 120_000);

  it('counts a record that is no JSON as unreadable, and goes on', async () => {
    const ada = await world.signer();
    await database.owner.query(`UPDATE trust_record SET body = 'not json' WHERE id = $1`, [ada.credentialId]);
    expect((await replicas[0].describe.run()).counts).toMatchObject({ credentials: { unreadable: 1 }, keys: 1 });
  });
});
