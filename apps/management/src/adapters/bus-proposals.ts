import { describeProposal, proposeAct, type QuorumAct } from '@paraph/contracts';
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

  override describe(proposalId: string): Promise<Proposal> {
    return this.bus.call(describeProposal, { proposalId });
  }
}
