import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Quorum } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { QuorumWorld } from '../../../../test/quorum-world.js';
import { payloadOf } from '../../../../test/world.js';

const act = { act: 'grant-role', operatorId: newId('opr'), operatorName: 'Olivia Ortiz', role: 'security-officer' } as const;
let world: QuorumWorld;
beforeEach(async () => {
  world = await QuorumWorld.make();
});

/** Has the quorum itself decide that some acts take more people. */
function decideThresholds(thresholds: Quorum['thresholds']): Promise<unknown> {
  return world.decided({ act: 'change-quorum', quorum: { ...world.quorum(), thresholds } });
}

const events = async (type: string) => (await world.world.stores.events()).filter((event) => event.type === type);

describe('a proposal to give a role', () => {
  it('names the person, the account and the role, and is done by those who decide', async () => {
    const { statement } = await world.propose.run(act);
    expect(payloadOf(statement)).toMatchObject({
      act,
      about: { operator: 'Olivia Ortiz', identifier: act.operatorId, role: 'security-officer' },
      threshold: 2,
    });
    const { proposalId } = await world.decided(act);
    expect(await world.describe.run(proposalId)).toMatchObject({ state: 'done', approvals: [{ name: 'Ann' }, { name: 'Ben' }] });
    expect((await events('proposal-done')).at(-1)).toMatchObject({ present: ['Ann', 'Ben'], particulars: { proposalId, ...act } });
  });

  it('is not done by one person, nor by one person twice', async () => {
    const proposal = await world.propose.run(act);
    await world.approve(world.people[0], proposal);
    await expect(world.approve(world.people[0], proposal)).rejects.toMatchObject({ code: 'proposal.state' });
    expect(await world.describe.run(proposal.proposalId)).toMatchObject({ state: 'open', approvals: [{ name: 'Ann' }] });
    expect(await events('proposal-done')).toEqual([]);
  });

  it('is not done by an approval of another proposal', async () => {
    const [small, large] = [await world.propose.run({ ...act, role: 'auditor' }), await world.propose.run(act)];
    await world.approve(world.people[0], large);
    const reused = world.assertion(world.people[1], small);
    await expect(world.approveProposal.run(large.proposalId, reused)).rejects.toMatchObject({ code: 'proposal.refused' });
    expect(await world.describe.run(large.proposalId)).toMatchObject({ state: 'open' });
    await expect(world.approveProposal.run(small.proposalId, reused)).resolves.toMatchObject({ approvals: [{ name: 'Ben' }] });
  });

  it.each(['Oli\u202evia', 'Oli\u200bvia'])('is not made for a name that hides text: %j', async (operatorName) => {
    await expect(world.propose.run({ ...act, operatorName })).rejects.toMatchObject({ code: 'request.invalid' });
  });
});

describe('an act that takes more people than the rest', () => {
  const limit = () => ({ act: 'limit-client', clientId: world.world.clientId, multisign: 7 }) as const;

  it('says so in its statement, and two of three do not do it', async () => {
    await decideThresholds({ 'grant-role': 3 });
    const proposal = await world.propose.run(act);
    expect(payloadOf(proposal.statement)).toMatchObject({ threshold: 3 });
    await world.approve(world.people[0], proposal);
    expect(await world.approve(world.people[1], proposal)).toMatchObject({ state: 'open' });
    expect(await events('proposal-done')).toHaveLength(1);
    expect(await world.approve(world.people[2], proposal)).toMatchObject({ state: 'done' });
    expect((await events('proposal-done')).at(-1)).toMatchObject({ present: ['Ann', 'Ben', 'Cem'] });
  });

  it('leaves the others as they were', async () => {
    await decideThresholds({ 'grant-role': 3 });
    expect(await world.decided(limit())).toMatchObject({ state: 'done' });
  });

  it('does not take fewer because the number was lowered after it was proposed', async () => {
    await decideThresholds({ 'grant-role': 3 });
    const proposal = await world.propose.run(act);
    await world.approve(world.people[0], proposal);
    await world.approve(world.people[1], proposal);
    await decideThresholds(undefined);
    await expect(world.approve(world.people[2], proposal)).rejects.toMatchObject({ code: 'proposal.state' });
    expect(await world.describe.run(proposal.proposalId)).toMatchObject({ state: 'withdrawn' });
  });

  it('can itself be the one that changes the numbers', async () => {
    await decideThresholds({ 'change-quorum': 3 });
    expect(await decideThresholds(undefined)).toMatchObject({ state: 'open' });
    const body = (await world.world.records.find('quorum', 'quorum'))?.body;
    expect(body).toMatchObject({ thresholds: { 'change-quorum': 3 } });
  });

  it('is told to those who decide about it, as it is and as it would be', async () => {
    await decideThresholds({ 'grant-role': 3 });
    const { statement } = await world.propose.run({ act: 'change-quorum', quorum: world.quorum() });
    expect(payloadOf(statement)).toMatchObject({ about: { thresholdsNow: 'grant-role: 3', thresholdsThen: '' } });
  });
});
