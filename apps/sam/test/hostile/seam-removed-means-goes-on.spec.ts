import { beforeEach, describe, expect, it } from '@jest/globals';
import { ChangesWorld, type EquippedSigner } from '../changes-world.js';

/** A thief began with a stolen means; it is taken away before the thief comes with the next one. */
describe('evidence by a means that was taken away since', () => {
  let world: ChangesWorld;
  let ada: EquippedSigner;
  beforeEach(async () => {
    world = await ChangesWorld.make({
      evidence: [
        ['passkey', 'pin'],
        ['oidc', 'pin'],
      ],
    });
    ada = await world.signer();
  });

  /** As a quorum ends a means: at once. */
  const end = async (kind: 'passkey' | 'oidc') => {
    const { means } = await world.binding(ada);
    const usableUntil = world.clock.now().toISOString();
    await world.world.change(ada.credentialId, { means: means.map((one) => (one.kind === kind ? { ...one, usableUntil } : one)) });
  };

  it('completes nothing with it, and lets nobody try the PIN behind it', async () => {
    const { activationId } = await world.world.open(ada);
    expect(await world.give(ada, activationId, 'passkey')).toBe('waiting');
    await end('passkey');
    expect(await world.give(ada, activationId, 'pin')).toBe('evidence.invalid');
    const pin = (await world.binding(ada)).means.find(({ kind }) => kind === 'pin');
    expect(await world.counters.read(pin?.meansId ?? '')).toMatchObject({ wrongTries: 0, isLocked: false });
    await expect(world.world.issueSad.run({ activationId, clientId: world.world.clientId })).rejects.toMatchObject({ code: 'activation.state' });
    expect((await world.world.stores.events()).filter(({ type }) => type === 'evidence-refused').at(-1)?.particulars?.['reason']).toMatch(/given before/);
  });

  it('goes on with a means that still counts, whatever became of another', async () => {
    const { activationId } = await world.world.open(ada);
    expect(await world.give(ada, activationId, 'passkey')).toBe('waiting');
    await end('oidc');
    expect(await world.give(ada, activationId, 'pin')).toBe('completed');
    const { sad } = await world.world.issueSad.run({ activationId, clientId: world.world.clientId });
    expect(await world.redeem(ada, `sad_${sad}`)).toBe(1);
  });
});
