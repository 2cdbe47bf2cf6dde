import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { rows } from '@paraph/platform';
import { FakeClock } from '@paraph/testing';
import { ChangesWorld, type EquippedSigner } from './changes-world.js';
import { FakeToken } from './fake-token.js';
import { postgresMeansStores, type MeansStores } from './means-stores.js';
import { SamDatabase } from './postgres-stores.js';
import type { Stores } from './stores.js';
import { World } from './world.js';

let database: SamDatabase;

beforeAll(async () => {
  database = await SamDatabase.start();
});

afterAll(async () => {
  await database.close();
});

describe('changes over PostgreSQL', () => {
  let world: ChangesWorld<Stores, MeansStores>;
  let ada: EquippedSigner;

  beforeEach(async () => {
    const under = await World.over(await database.stores(new FakeClock()), new FakeToken());
    world = await ChangesWorld.over(under, await postgresMeansStores(database));
    ada = await world.signer();
  });

  const meansId = async (kind: string) => (await world.binding(ada)).means.find((means) => means.kind === kind)?.meansId ?? '';
  const types = async () => (await world.world.stores.events()).map(({ type }) => type);

  it('go from the statement over the new passkey to its first signature', async () => {
    const page = world.page();
    const draft = await world.offered(ada, page, 'passkey');
    expect(await world.give(ada, draft.changeId, 'oidc', 'pin')).toBe('completed');
    world.clock.advance(3_600_000);
    expect(await world.sign({ ...ada, page })).toBe(1);
    expect((await types()).filter((type) => /change|means|notice/.test(type))).toEqual(['change-opened', 'means-offered', 'change-completed', 'notice-sent']);
  });

  it('are made by one of two that complete at the same time', async () => {
    const changes = [
      await world.open(ada, { act: 'remove-means', meansId: await meansId('pin') }),
      await world.open(ada, { act: 'remove-means', meansId: await meansId('oidc') }),
    ];
    const results = await Promise.all(changes.map(({ changeId }) => world.give(ada, changeId, 'oidc', 'pin')));
    expect(results.filter((state) => state === 'completed')).toHaveLength(1);
    const [open] = await rows<{ count: string }>(database.source, `SELECT count(*) FROM credential_change WHERE state = 'completed'`);
    expect(open?.count).toBe('1');
  });

  it('do not outrun a stop, whichever of the two came first', async () => {
    for (let round = 0; round < 5; round += 1) {
      const bob = await world.signer();
      const draft = await world.offered(bob, world.page(), 'passkey');
      const evidence = await world.evidence(bob, 'passkey', await world.challenge(draft.changeId));
      await Promise.allSettled([
        world.world.present.run(draft.changeId, evidence),
        world.suspend.run({ credentialId: bob.credentialId, requestedBy: 'signer', reason: 'lost' }),
      ]);
      expect((await world.binding(bob)).state).toBe('suspended');
      expect(await world.sign(bob)).toBe('credential.disabled');
    }
  });

  it('end a suspension once, when four ask for it and two resume', async () => {
    const suspend = () => world.suspend.run({ credentialId: ada.credentialId, requestedBy: 'operator', reason: 'x' });
    await Promise.all(Array.from({ length: 4 }, suspend));
    const resumptions = [await world.open(ada, { act: 'resume' }), await world.open(ada, { act: 'resume' })];
    const results = await Promise.all(resumptions.map(({ changeId }) => world.give(ada, changeId, 'oidc', 'pin')));
    expect(results.filter((state) => state === 'completed')).toHaveLength(1);
    const all = await types();
    expect([all.filter((type) => type === 'credential-suspended').length, all.filter((type) => type === 'credential-resumed').length]).toEqual([1, 1]);
    expect(await world.sign(ada)).toBe(1);
  });

  it('are refused when the owner of the database changed them', async () => {
    const { changeId } = await world.open(ada, { act: 'remove-means', meansId: await meansId('pin') });
    const edit = (from: string, to: string) => database.owner.query(`UPDATE credential_change SET draft = replace(draft, $1, $2)`, [from, to]);
    await edit('"waitSeconds":3600', '"waitSeconds":0');
    expect(await world.give(ada, changeId, 'passkey')).toBe('record.tampered');
    await edit('"waitSeconds":0', '"waitSeconds":3600');
    await world.abandonChange.run(changeId);
    await database.owner.query(`UPDATE credential_change SET state = 'open'`);
    expect(await world.give(ada, changeId, 'passkey')).toBe('record.tampered');
  });

  it('show their signer what is signed and by which means', async () => {
    await world.sign(ada);
    expect(await world.listSignatures.run(ada.credentialId, 5)).toMatchObject([
      { signed: 1, evidence: ['passkey'], documents: [{ label: 'contract.pdf', signed: true }] },
    ]);
    expect((await world.describeBinding.run(ada.credentialId)).means.map(({ kind }) => kind)).toEqual(['oidc', 'passkey', 'pin']);
  });
});
