import { beforeEach, describe, expect, it } from '@jest/globals';
import { AuthorityWorld } from '../../../test/authority-world.js';

describe('the description of the authorities', () => {
  let world: AuthorityWorld;
  beforeEach(async () => void (world = await AuthorityWorld.make()));

  it('tells of no revocation before there is one', async () => {
    await world.certified();
    expect(await world.describe.run()).not.toHaveProperty('revokedLastAt');
  });

  it('tells when a certificate was revoked last, also by another replica', async () => {
    await world.revoke(await world.certified());
    world.clock.advance(60_000);
    const revokedLastAt = world.clock.now();
    await (await world.replica()).revoke(await world.certified());
    world.clock.advance(60_000);
    expect(await world.describe.run()).toMatchObject({ revokedLastAt });
  });
});
