import type { Proposal } from './proposals.js';

/** A proposal, and where its approvers look at it. */
export interface LinkedProposal extends Omit<Proposal, 'statement'> {
  /** The approval page with the SAM’s statement behind the `#`, which no server sees. Every approver gets the same. */
  readonly approvalUrl: string;
}

/** Makes the address that operators hand to approvers. */
export class ProposalLink {
  constructor(private readonly approvalOrigin: string) {}

  of({ statement, ...proposal }: Proposal): LinkedProposal {
    return { ...proposal, approvalUrl: `${this.approvalOrigin}/#statement=${statement}` };
  }
}
