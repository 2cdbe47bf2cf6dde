import type { Clock } from '@paraph/kernel';
import type { TrustRecords } from '../records/trust-records.js';
import { QUORUM_ID } from './people.js';
import type { Proposals } from './proposals.js';
import { standingOf, viewOf, type ProposalView } from './standing-proposal.js';

/** Tells how a proposal stands. */
export class DescribeProposal {
  constructor(
    private readonly proposals: Proposals,
    private readonly records: TrustRecords,
    private readonly clock: Clock,
  ) {}

  /** @throws `proposal.unknown`, `record.tampered`, `hsm.unavailable` */
  async run(proposalId: string): Promise<ProposalView> {
    const proposal = await this.proposals.find(proposalId);
    return viewOf(proposal, standingOf(proposal, await this.records.find('quorum', QUORUM_ID), this.clock));
  }
}
