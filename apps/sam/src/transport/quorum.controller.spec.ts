import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { approveProposal, describeProposal, proposeAct, quorumAct, renewProviderKeys } from '@paraph/contracts';
import type { Log } from '@paraph/platform';
import { MemoryProposalRows } from '../../test/memory-proposal-rows.js';
import { MemorySealedRows } from '../../test/memory-sealed-rows.js';
import { QuorumWorld } from '../../test/quorum-world.js';
import { World } from '../../test/world.js';
import { QuorumFounding } from './quorum-founding.js';
import { QuorumController } from './quorum.controller.js';

describe('the calls of the quorum', () => {
  let quorum: QuorumWorld;
  let controller: QuorumController;
  beforeEach(async () => {
    quorum = await QuorumWorld.make();
    controller = new QuorumController(quorum.propose, quorum.describe, quorum.approveProposal, quorum.renewProviderKeys);
  });

  it('answer what the contracts promise, and nothing else of an approval', async () => {
    const act = quorumAct.parse({ act: 'limit-client', clientId: quorum.world.clientId, multisign: 5 });
    const proposal = proposeAct.reply.strict().parse(await controller.propose({ act }));
    const assertion = quorum.assertion(quorum.people[0], proposal);
    const request = approveProposal.request.parse({ proposalId: proposal.proposalId, assertion });
    const approved = await controller.approve(request);
    expect(Object.keys(approved.approvals[0] ?? {}).sort()).toEqual(['approverId', 'at', 'name']);
    expect(approveProposal.reply.strict().parse(approved)).toMatchObject({ state: 'open', approvals: [{ name: 'Ann' }] });
    expect(describeProposal.reply.strict().parse(await controller.describe({ proposalId: proposal.proposalId }))).toEqual(approved);
  });

  it('refuse a key set with a code the contract knows', async () => {
    const request = renewProviderKeys.request.parse({ issuer: quorum.world.provider.issuer, signedKeys: 'a.b.c' });
    await expect(controller.renew(request)).rejects.toMatchObject({ code: 'evidence.invalid' });
  });
});

describe('the founding at the start', () => {
  const founding = async (filed: Parameters<QuorumWorld['foundQuorum']['run']>[0], quorum: QuorumWorld) => {
    const log = { info: jest.fn(), warn: jest.fn() };
    await new QuorumFounding(filed, quorum.foundQuorum, log as unknown as Log).onModuleInit();
    return [log.info.mock.calls, log.warn.mock.calls];
  };

  it('is told once, and of a file that changed since there is a warning', async () => {
    const rows = { proposals: new MemoryProposalRows(), counters: new MemorySealedRows() };
    const quorum = await QuorumWorld.over(await World.make(), rows, false);
    expect(await founding(undefined, quorum)).toEqual([[], []]);
    expect(await founding(quorum.quorum(), quorum)).toEqual([[['quorum-founded']], []]);
    expect(await founding(quorum.quorum(), quorum)).toEqual([[], []]);
    expect(await founding(quorum.quorum(3), quorum)).toEqual([[], [['quorum-file-ignored', expect.anything()]]]);
  });
});
