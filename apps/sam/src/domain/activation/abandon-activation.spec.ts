import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { World, type TestSigner } from '../../../test/world.js';

describe('abandoning an activation', () => {
  let world: World;
  let ada: TestSigner;
  beforeEach(async () => {
    world = await World.make();
    ada = await world.signer();
  });

  const row = (activationId: string) => world.stores.activations.table.get(activationId);

  it.each(['draft', 'completed', 'issued'] as const)('ends one that is %s and burns what is left', async (state) => {
    const { activationId } = state === 'draft' ? await world.open(ada, ['a', 'b']) : await world.completed(ada, ['a', 'b']);
    if (state === 'issued') await world.issueSad.run({ activationId, clientId: world.clientId });
    await world.abandonActivation.run(activationId, 'revoked');
    expect(row(activationId)).toMatchObject({ state: 'abandoned', occurrences: 'bb' });
    expect((await world.eventTypes()).at(-1)).toBe('activation-abandoned: revoked');
  });

  it('keeps what was signed and burns the rest', async () => {
    const sad = await world.sad(ada, ['a', 'b']);
    await world.signHash.run(world.request(ada, sad, ['b']));
    const [activationId = ''] = [...world.stores.activations.table.keys()];
    await world.abandonActivation.run(activationId, 'revoked');
    expect(row(activationId)?.occurrences).toBe('bs');
    await expect(world.signHash.run(world.request(ada, sad, ['a']))).rejects.toThrow('sad.invalid');
  });

  it('changes nothing the second time, nor after the last signature', async () => {
    const { activationId } = await world.open(ada);
    await world.abandonActivation.run(activationId, 'refused');
    const events = (await world.eventTypes()).length;
    await world.abandonActivation.run(activationId, 'failed');
    expect(await world.eventTypes()).toHaveLength(events);

    const sad = await world.sad(ada);
    await world.signHash.run(world.request(ada, sad));
    const spent = [...world.stores.activations.table.keys()].at(-1) ?? '';
    await world.abandonActivation.run(spent, 'revoked');
    expect(row(spent)).toMatchObject({ state: 'issued', occurrences: 's' });
  });

  it('refuses an unknown one', async () => {
    await expect(world.abandonActivation.run(newId('act'), 'refused')).rejects.toThrow('activation.unknown');
  });
});
