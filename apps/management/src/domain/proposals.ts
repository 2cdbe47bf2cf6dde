import type { listProposals, proposeAct, QuorumAct, ReplyOf } from '@paraph/contracts';

/** A proposal as the SAM answers it. */
export type Proposal = ReplyOf<typeof proposeAct>;

/** Who puts acts before the quorum. */
export abstract class Proposals {
  /** @throws ServiceError `proposal.impossible`, `request.invalid`, what the act finds nothing of */
  abstract propose(act: QuorumAct): Promise<Proposal>;
  /** The latest ones, newest first. */
  abstract list(limit: number): Promise<ReplyOf<typeof listProposals>>;
  /** @throws ServiceError `proposal.unknown` */
  abstract describe(proposalId: string): Promise<Proposal>;
}
