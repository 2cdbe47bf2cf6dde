import { describeProposal, listProposals, proposeAct, type QuorumAct, type ReplyOf } from '@paraph/contracts';
import type { Bus } from '@paraph/platform';
import { Proposals, type Proposal } from '../domain/proposals.js';

/** Proposals kept by the SAM. */
export class BusProposals extends Proposals {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override propose(act: QuorumAct): Promise<Proposal> {
    return this.bus.call(proposeAct, { act });
  }

  override list(limit: number): Promise<ReplyOf<typeof listProposals>> {
    return this.bus.call(listProposals, { limit });
  }

  override describe(proposalId: string): Promise<Proposal> {
    return this.bus.call(describeProposal, { proposalId });
  }
}
