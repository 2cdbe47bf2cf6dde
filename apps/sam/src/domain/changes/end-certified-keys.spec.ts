import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { DestructionWorld } from '../../../test/destruction-world.js';

let world: DestructionWorld;
beforeEach(async () => void (world = await DestructionWorld.make()));

const now = () => world.changing.clock.now();
const stateOf = async (credentialId: string) => (await world.changing.world.records.find('binding', credentialId))?.body.state;
const hasKey = async (keyId: string) => (await world.changing.world.stores.keys.find(keyId)) !== undefined;
const events = () => world.changing.world.stores.transactions.events;

describe('the end of an authority reaches the keys', () => {
  it('of all whom it certified: none is left, and nobody signs', async () => {
    const [ada, bob] = [await world.signer(), await world.signer()];
    const { activationId } = await world.changing.world.openActivation.run(world.changing.world.opening(ada, ['a']));
    expect(await world.endCertified.run(now())).toBe(2);
    for (const { credentialId, keyId } of [ada, bob]) expect([await stateOf(credentialId), await hasKey(keyId)]).toEqual(['revoked', false]);
    expect((await world.changing.world.stores.activations.find(activationId))?.state).toBe('abandoned');
    const destroyed = events().filter(({ type }) => type === 'key-destroyed');
    expect(destroyed.map(({ cause, particulars }) => [cause, particulars?.['blob']])).toEqual([
      ['authority-ended', 'erased'],
      ['authority-ended', 'erased'],
    ]);
    expect(await world.status(ada)).toBe('revoked');
  });

  it('once: repeating it changes nothing', async () => {
    await world.signer();
    await world.endCertified.run(now());
    const before = events().length;
    expect(await world.endCertified.run(now())).toBe(0);
    expect(events()).toHaveLength(before);
  });

  it('but not one whose certificate had expired before, nor one that was destroyed', async () => {
    const [ada, bob] = [await world.signer(), await world.signer()];
    await world.destroy.run(bob.credentialId, await world.decided(bob));
    expect(await world.endCertified.run(new Date(now().getTime() + 3_650 * 86_400_000))).toBe(0);
    expect([await stateOf(ada.credentialId), await stateOf(bob.credentialId)]).toEqual(['active', 'destroyed']);
    expect(await hasKey(ada.keyId)).toBe(true);
  });

  it('and goes on behind a record that somebody edited, with an event', async () => {
    const signers = [await world.signer(), await world.signer(), await world.signer()];
    const [victim] = signers;
    const key = `binding/${victim?.credentialId ?? ''}`;
    const { table } = world.changing.world.stores.records;
    const row = table.get(key);
    if (!row) throw new Error('no such record');
    table.set(key, { ...row, body: row.body.replace('"active"', '"accepted"') });
    expect(await world.endCertified.run(now())).toBe(2);
    expect(events().some(({ type }) => type === 'record-tampered')).toBe(true);
  });

  it('and stops where the token does not answer, to go on later', async () => {
    const ada = await world.signer();
    const { token } = world.enrolling;
    const health = token.health.bind(token);
    token.health = () => Promise.reject(new ServiceError('hsm.unavailable', 'no session'));
    await expect(world.endCertified.run(now())).rejects.toMatchObject({ code: 'hsm.unavailable' });
    token.health = health;
    expect(await stateOf(ada.credentialId)).toBe('active');
    expect(await world.endCertified.run(now())).toBe(1);
  });

  it('and ends when it is told to stop', async () => {
    await world.signer();
    expect(await world.endCertified.run(now(), () => true)).toBe(0);
  });
});
