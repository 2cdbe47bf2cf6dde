import { beforeEach, describe, expect, it } from '@jest/globals';
import { sha256 } from '@paraph/kernel';
import { AuthorityWorld } from '../authority-world.js';
import { timestampInfo } from '../timestamp-info.js';

describe('FPT_STM.1: time is the SAM’s own, and does not go back', () => {
  let world: AuthorityWorld;
  beforeEach(async () => void (world = await AuthorityWorld.make()));
  const stamp = async (document: string) =>
    timestampInfo((await world.composeTimestamp.run({ hashAlgorithmOid: '2.16.840.1.101.3.4.2.1', hash: sha256(document), certificate: false })).response);

  it('stamps the time of its clock, and a later one later', async () => {
    const first = await stamp('a');
    expect(first.time).toEqual(world.clock.now());
    world.clock.advance(5_000);
    expect((await stamp('b')).time.getTime() - first.time.getTime()).toBe(5_000);
  });

  it('stamps nothing when the clock went back', async () => {
    await stamp('a');
    world.clock.advance(-3_600_000);
    await expect(stamp('b')).rejects.toThrow();
    world.clock.advance(3_600_000);
    expect((await stamp('c')).time).toEqual(world.clock.now());
  });
});
