import { beforeEach, describe, expect, it } from '@jest/globals';
import { TrustRecords } from '../../src/domain/records/trust-records.js';
import { ChangesWorld, type EquippedSigner } from '../changes-world.js';
import { outcomeOf, refused } from './refusal.js';

describe('a credential that is suspended', () => {
  let world: ChangesWorld;
  let ada: EquippedSigner;
  let bob: EquippedSigner;
  beforeEach(async () => {
    world = await ChangesWorld.make();
    [ada, bob] = [await world.signer(), await world.signer()];
  });

  const suspend = () => world.suspend.run({ credentialId: ada.credentialId, requestedBy: 'signer', reason: 'lost' });
  const sad = async (signer: EquippedSigner) => {
    const { activationId } = await world.world.open(signer);
    await world.give(signer, activationId, 'passkey');
    return `sad_${(await world.world.issueSad.run({ activationId, clientId: world.world.clientId })).sad}`;
  };

  it('signs nothing by a SAD of before', async () => {
    const [adas, bobs] = [await sad(ada), await sad(bob)];
    await suspend();
    expect(await world.redeem(ada, adas)).toBe('credential.disabled');
    // The control: another credential, at the same moment.
    expect(await world.redeem(bob, bobs)).toBe(1);
  });

  it('signs nothing by a SAD that is given out afterwards', async () => {
    const { activationId } = await world.world.open(ada);
    await world.give(ada, activationId, 'passkey');
    await suspend();
    const issued = await world.world.issueSad.run({ activationId, clientId: world.world.clientId }).then(
      (made) => `sad_${made.sad}`,
      () => undefined,
    );
    expect(issued === undefined ? 'credential.disabled' : await world.redeem(ada, issued)).toBe('credential.disabled');
  });

  it('takes no evidence for a draft of before, and opens none', async () => {
    const { activationId } = await world.world.open(ada);
    await suspend();
    expect(await world.give(ada, activationId, 'passkey')).toBe('evidence.invalid');
    expect(await outcomeOf(world.token, () => world.world.open(ada))).toEqual(refused('credential.disabled'));
    expect(await world.sign(bob)).toBe(1);
  });

  it('lets nobody change its means meanwhile, not even with evidence', async () => {
    const draft = await world.offered(ada, world.page(), 'passkey');
    await suspend();
    expect(await world.give(ada, draft.changeId, 'passkey')).toBe('change.state');
    expect(await outcomeOf(world.token, () => world.open(ada, { act: 'add-means', kind: 'pin' }))).toEqual(refused('credential.state'));
    expect((await world.binding(ada)).means.filter(({ kind }) => kind === 'passkey')).toHaveLength(1);
  });

  it('is stopped for a SAM that has it in no memory: the record says so', async () => {
    const adas = await sad(ada);
    await suspend();
    const { records: rows, transactions } = world.world.stores;
    const replica = new TrustRecords(rows, world.token, transactions);
    await expect(replica.find('binding', ada.credentialId)).resolves.toMatchObject({ body: { state: 'suspended' } });
    expect(await world.redeem(ada, adas)).toBe('credential.disabled');
  });

  it('signs again once its signer resumed it, by what is left of its authorisations', async () => {
    const adas = await sad(ada);
    await suspend();
    expect(await world.redeem(ada, adas)).toBe('credential.disabled');
    expect(await world.change(ada, { act: 'resume' })).toBe('completed');
    expect(await world.redeem(ada, adas)).toBe(1);
    expect(await world.redeem(ada, adas)).toBe('sad.spent');
  });
});
