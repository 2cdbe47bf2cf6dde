import { Controller } from '@nestjs/common';
import { listProposals, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers } from '@paraph/platform';
import { DescribeProposal } from '../domain/quorum/describe-proposal.js';

/** What was put before the quorum, for operators who look. */
@Controller()
export class ProposalListController {
  constructor(private readonly describing: DescribeProposal) {}

  @Answers(listProposals)
  async list({ limit }: RequestOf<typeof listProposals>): Promise<ReplyOf<typeof listProposals>> {
    const latest = await this.describing.latest(limit);
    return {
      proposals: latest.map(({ proposalId, act, state, openedAt, expiresAt, approvals }) => ({
        ...{ proposalId, act, state, openedAt, expiresAt },
        approvals: approvals.map(({ approverId, name, at }) => ({ approverId, name, at })),
      })),
    };
  }
}
