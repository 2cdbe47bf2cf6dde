import type { describeProposal, ReplyOf } from '@paraph/contracts';
import { type Sam } from '../ports/sam.js';

/** A proposal as the SAM states it. */
export class DescribeProposal {
  constructor(private readonly sam: Sam) {}

  /** @throws ServiceError proposal.unknown */
  async run(proposalId: string): Promise<ReplyOf<typeof describeProposal>> {
    return this.sam.describeProposal({ proposalId });
  }
}
