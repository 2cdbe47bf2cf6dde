import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { ChangesWorld, type EquippedSigner } from '../../../test/changes-world.js';

const HOUR = 3_600_000;
let world: ChangesWorld;
let ada: EquippedSigner;

beforeEach(async () => {
  world = await ChangesWorld.make();
  ada = await world.signer();
});

const meansOf = async (kind: string) => (await world.binding(ada)).means.filter((means) => means.kind === kind);
const meansId = async (kind: string) => (await meansOf(kind))[0]?.meansId ?? '';

describe('removing a means', () => {
  it('has it count until the wait is over', async () => {
    expect(await world.change(ada, { act: 'remove-means', meansId: await meansId('pin') })).toBe('completed');
    const give = async () => world.give(ada, (await world.world.open(ada)).activationId, 'oidc', 'pin');
    expect(await give()).toBe('completed');
    const { activationId } = await world.world.open(ada);
    world.clock.advance(HOUR);
    await expect(world.world.open(ada)).resolves.toMatchObject({ alternatives: [['passkey']] });
    expect(await world.give(ada, activationId, 'oidc')).toBe('activation.expired');
  });

  it('is at once where the policy has no wait', async () => {
    world.world.policies.policy = { ...world.world.policies.policy, meansWaitSeconds: 0 };
    await world.change(ada, { act: 'remove-means', meansId: await meansId('pin') });
    await expect(world.world.open(ada)).resolves.toMatchObject({ alternatives: [['passkey']] });
  });

  it('has a means that does not count yet never count: its owner said that it is not theirs', async () => {
    const stranger = world.page();
    const draft = await world.offered(ada, stranger, 'passkey');
    await world.give(ada, draft.changeId, 'passkey');
    const strangers = (await meansOf('passkey'))[1]?.meansId ?? '';
    world.clock.advance(HOUR / 2);
    expect(await world.change(ada, { act: 'remove-means', meansId: strangers })).toBe('completed');
    world.clock.advance(HOUR);
    expect(await world.sign({ ...ada, page: stranger })).toBe('evidence.invalid');
    expect(await world.sign(ada)).toBe(1);
  });

  it.each([
    ['of another credential', async () => (await world.binding(await world.signer())).means[0]?.meansId ?? ''],
    ['that never was', async () => newId('mns')],
  ])('refuses one %s', async (_what, other) => {
    await expect(world.open(ada, { act: 'remove-means', meansId: await other() })).rejects.toMatchObject({ code: 'means.unknown' });
  });

  it('refuses one that was removed already', async () => {
    const removed = await meansId('pin');
    await world.change(ada, { act: 'remove-means', meansId: removed });
    await expect(world.open(ada, { act: 'remove-means', meansId: removed })).rejects.toMatchObject({ code: 'means.unknown' });
  });

  it('refuses the last one by which anything could be activated', async () => {
    await world.change(ada, { act: 'remove-means', meansId: await meansId('pin') });
    await expect(world.open(ada, { act: 'remove-means', meansId: await meansId('passkey') })).rejects.toMatchObject({ code: 'evidence.missing' });
    // The account alone activates nothing, so it may go.
    await expect(world.open(ada, { act: 'remove-means', meansId: await meansId('oidc') })).resolves.toBeDefined();
  });

  it('counts one that waits as one that will be there', async () => {
    const draft = await world.offered(ada, world.page(), 'passkey');
    await world.give(ada, draft.changeId, 'passkey');
    await world.change(ada, { act: 'remove-means', meansId: await meansId('pin') });
    await expect(world.open(ada, { act: 'remove-means', meansId: await meansId('passkey') })).resolves.toBeDefined();
  });

  it('lets go of means that are long over, for the next record', async () => {
    await world.change(ada, { act: 'remove-means', meansId: await meansId('pin') });
    world.clock.advance(2 * HOUR);
    const draft = await world.offered(ada, world.page(), 'passkey');
    await world.give(ada, draft.changeId, 'passkey');
    expect((await world.binding(ada)).means.map(({ kind }) => kind)).toEqual(['oidc', 'passkey', 'passkey']);
  });
});
