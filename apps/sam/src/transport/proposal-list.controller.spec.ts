import { beforeEach, describe, expect, it } from '@jest/globals';
import { listProposals, quorumAct } from '@paraph/contracts';
import { QuorumWorld } from '../../test/quorum-world.js';
import { ProposalListController } from './proposal-list.controller.js';

describe('the list of proposals', () => {
  let quorum: QuorumWorld;
  let controller: ProposalListController;
  beforeEach(async () => {
    quorum = await QuorumWorld.make();
    controller = new ProposalListController(quorum.describe);
  });

  const propose = async (multisign: number) => {
    quorum.world.clock.advance(1_000);
    return quorum.propose.run(quorumAct.parse({ act: 'limit-client', clientId: quorum.world.clientId, multisign }));
  };

  it('has the newest first, how each stands, and neither statement nor evidence', async () => {
    const first = await propose(5);
    const second = await propose(6);
    await quorum.approve(quorum.people[0], second);
    const { proposals } = listProposals.reply.strict().parse(await controller.list({ limit: 10 }));
    expect(proposals).toMatchObject([
      { proposalId: second.proposalId, act: 'limit-client', state: 'open', approvals: [{ name: 'Ann' }] },
      { proposalId: first.proposalId, state: 'open', approvals: [] },
    ]);
    expect(JSON.stringify(proposals)).not.toMatch(/statement|evidence|multisign/);
    expect((await controller.list({ limit: 1 })).proposals).toHaveLength(1);
  });

  it('is refused where one of them was tampered with: leaving it out would hide it', async () => {
    const { proposalId } = await propose(5);
    const row = quorum.rows.proposals.table.get(proposalId);
    if (row === undefined) throw new Error('no row');
    quorum.rows.proposals.table.set(proposalId, { ...row, state: 'done' });
    await expect(controller.list({ limit: 10 })).rejects.toMatchObject({ code: 'record.tampered' });
  });
});
