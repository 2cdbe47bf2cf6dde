import { beforeEach, describe, expect, it } from '@jest/globals';
import { outcomeOf, refused } from '../hostile/refusal.js';
import { QuorumWorld } from '../quorum-world.js';

describe('FMT_SMR.2, FMT_MSA.1: no single person in a trusted role changes what decides', () => {
  let quorum: QuorumWorld;
  beforeEach(async () => void (quorum = await QuorumWorld.make()));

  const limit = async () => (await quorum.world.records.find('client', quorum.world.clientId))?.version;

  it('leaves a proposal undone with one approval, and does it with the second person’s', async () => {
    const [ann, ben] = quorum.people;
    const before = await limit();
    const proposal = await quorum.propose.run({ act: 'limit-client', clientId: quorum.world.clientId, multisign: 7 });
    await quorum.approve(ann, proposal);
    expect(await limit()).toBe(before);
    expect(await outcomeOf(quorum.world.token, () => quorum.approve(ann, proposal))).toEqual(refused('proposal.state'));
    await quorum.approve(ben, proposal);
    expect(await limit()).toBe((before ?? 0) + 1);
  });

  it('keeps the roles apart: a supervisor approves nothing', async () => {
    const [ann, ben] = quorum.people;
    const proposal = await quorum.propose.run({ act: 'limit-client', clientId: quorum.world.clientId, multisign: 7 });
    await quorum.approve(ann, proposal);
    expect(await outcomeOf(quorum.world.token, () => quorum.approve(quorum.supervisor, proposal))).toEqual(refused('proposal.refused'));
    expect(await quorum.approve(ben, proposal)).toMatchObject({ state: 'done' });
  });
});
