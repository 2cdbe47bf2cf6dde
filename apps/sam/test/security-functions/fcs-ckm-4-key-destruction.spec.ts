import { beforeEach, describe, expect, it } from '@jest/globals';
import { DestructionWorld } from '../destruction-world.js';
import { EnrolmentWorld } from '../enrolment-world.js';
import { outcomeOf, refused } from '../hostile/refusal.js';

describe('FCS_CKM.4: a key that is destroyed is gone, and only such a one may be', () => {
  let world: EnrolmentWorld;
  beforeEach(async () => void (world = await EnrolmentWorld.make()));
  const destroy = (credentialId: string) => outcomeOf(world.token, () => world.destroyKey.run(credentialId));

  it('leaves no wrapped key of an enrolment that failed', async () => {
    const { credentialId, keyId } = await world.opened();
    expect(world.stores.keys.table.has(keyId)).toBe(true);
    expect((await destroy(credentialId)).code).toBe('done');
    expect(await world.keys.publicKey(keyId)).toBeUndefined();
    expect(world.stores.keys.table.get(keyId)?.blob ?? new Uint8Array()).toHaveLength(0);
  });

  it('destroys no key that can sign', async () => {
    const { draft } = await world.bound();
    expect(await destroy(draft.credentialId)).toEqual(refused('credential.state'));
    expect(await world.keys.publicKey(draft.keyId)).toBeDefined();
  });

  it('destroys one that can sign on its signer’s decision, and on no other', async () => {
    const deciding = await DestructionWorld.make();
    const [ada, bob] = [await deciding.signer(), await deciding.signer()];
    const { keys } = deciding.changing.world;
    const decide = (changeId: string) => outcomeOf(deciding.changing.token, () => deciding.destroy.run(ada.credentialId, changeId));
    expect(await decide(await deciding.decided(bob))).toEqual(refused('change.state'));
    expect(await keys.publicKey(ada.keyId)).toBeDefined();
    expect((await decide(await deciding.decided(ada))).code).toBe('done');
    expect(await keys.publicKey(ada.keyId)).toBeUndefined();
    expect(await keys.publicKey(bob.keyId)).toBeDefined();
  });
});
