import type { Clock } from '@paraph/kernel';
import type { TrustRecords } from '../records/trust-records.js';
import { QUORUM_ID } from './people.js';
import type { ActKind } from './proposal.js';
import type { Proposals } from './proposals.js';
import { standingOf, viewOf, type ProposalView } from './standing-proposal.js';

/** A proposal in a list. */
export interface ListedProposal extends ProposalView {
  readonly act: ActKind;
  readonly openedAt: string;
}

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

  /** The latest ones, newest first. @throws `record.tampered`, `hsm.unavailable` */
  async latest(limit: number): Promise<readonly ListedProposal[]> {
    const [proposals, quorum] = [await this.proposals.latest(limit), await this.records.find('quorum', QUORUM_ID)];
    return proposals.map((proposal) => {
      const { act, openedAt } = proposal.draft;
      return { ...viewOf(proposal, standingOf(proposal, quorum, this.clock)), act: act.act, openedAt };
    });
  }
}
