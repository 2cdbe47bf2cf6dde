import { beforeEach, describe, expect, it } from '@jest/globals';
import { EnrolmentWorld } from '../enrolment-world.js';
import { outcomeOf, refused } from '../hostile/refusal.js';

describe('FCS_CKM.1: signing keys are made in the token, by approved algorithms', () => {
  let world: EnrolmentWorld;
  beforeEach(async () => void (world = await EnrolmentWorld.make()));
  const open = (algorithm: 'p256' | 'rsa2048' | 'rsa3072') => outcomeOf(world.token, () => world.openEnrolment.run(world.order({ algorithm })));

  it('makes one key for each enrolment, and never the same twice', async () => {
    const before = world.token.counters.generateCalls;
    const [one, other] = [await world.opened(), await world.opened()];
    expect(world.token.counters.generateCalls - before).toBe(2);
    expect(await world.keys.publicKey(one.keyId)).not.toEqual(await world.keys.publicKey(other.keyId));
  });

  it('makes none by an algorithm whose day is over', async () => {
    const before = world.token.counters.generateCalls;
    expect(await open('rsa2048')).toEqual(refused('algorithm.unsupported'));
    expect(world.token.counters.generateCalls).toBe(before);
    expect((await open('rsa3072')).code).toBe('done');
  });

  it('keeps nothing of a key but what the token wrapped', async () => {
    const { keyId } = await world.opened();
    const row = world.stores.keys.table.get(keyId);
    expect(Object.keys(row ?? {}).filter((name) => /private|secret|seed/i.test(name))).toEqual([]);
    expect(row?.blob.length).toBeGreaterThan(0);
  });
});
