import { beforeEach, describe, expect, it } from '@jest/globals';
import { QuorumWorld } from '../../../../test/quorum-world.js';

const act = { act: 'end-service', reason: 'The provider ends its service this year.' } as const;

let world: QuorumWorld;
beforeEach(async () => void (world = await QuorumWorld.make()));

const events = async (type: string) => (await world.world.stores.events()).filter((event) => event.type === type);
const aboutOf = (statement: string) => (JSON.parse(Buffer.from(statement.split('.')[1] ?? '', 'base64url').toString()) as { about: unknown }).about;

describe('a proposal to end the service', () => {
  it('tells the approvers how much ends with it', async () => {
    await world.world.signer();
    const { statement } = await world.propose.run(act);
    expect(aboutOf(statement)).toEqual({
      credentials: '1',
      keys: '1',
      certificates: '1',
      backupsUntil: expect.stringMatching(/^20\d\d-/),
      authority: 'CN=Paraph Sandbox Issuing CA,O=Paraph Sandbox',
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('does nothing by itself and nothing by one approver', async () => {
    const proposal = await world.propose.run(act);
    expect((await world.approve(world.people[0], proposal)).state).toBe('open');
    await expect(world.approve(world.people[0], proposal)).rejects.toMatchObject({ code: 'proposal.state' });
    expect(await events('service-end-decided')).toEqual([]);
    await expect(world.propose.run(act)).resolves.toMatchObject({ state: 'open' });
  });

  it('is decided by two, with their names, and cannot be decided again', async () => {
    const [proposal, second] = [await world.propose.run(act), await world.propose.run(act)];
    await world.approve(world.people[0], proposal);
    expect((await world.approve(world.people[1], proposal)).state).toBe('done');
    expect(await events('service-end-decided')).toMatchObject([
      { actor: { kind: 'system', id: 'quorum' }, present: ['Ann', 'Ben'], particulars: { reason: act.reason } },
    ]);
    await expect(world.propose.run(act)).rejects.toMatchObject({ code: 'proposal.impossible' });
    await world.approve(world.people[0], second);
    await expect(world.approve(world.people[1], second)).rejects.toMatchObject({ code: 'proposal.impossible' });
  });

  it('is not decided by an approval of another proposal', async () => {
    const [proposal, other] = [await world.propose.run(act), await world.propose.run({ ...act, reason: 'Another reason altogether.' })];
    await world.approve(world.people[0], proposal);
    const assertion = world.assertion(world.people[1], other);
    await expect(world.approveProposal.run(proposal.proposalId, assertion)).rejects.toMatchObject({ code: 'proposal.refused' });
    expect(await events('service-end-decided')).toEqual([]);
  });
});
