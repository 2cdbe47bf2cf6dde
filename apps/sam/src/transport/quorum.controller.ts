import { Controller } from '@nestjs/common';
import { approveProposal, describeProposal, proposeAct, renewProviderKeys, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers } from '@paraph/platform';
import { RenewProviderKeys } from '../domain/providers/renew-provider-keys.js';
import { ApproveProposal } from '../domain/quorum/approve-proposal.js';
import { DescribeProposal } from '../domain/quorum/describe-proposal.js';
import { ProposeAct } from '../domain/quorum/propose-act.js';
import type { ProposalView } from '../domain/quorum/standing-proposal.js';

/** What several people decide together, and what a provider says of its own keys. */
@Controller()
export class QuorumController {
  constructor(
    private readonly proposing: ProposeAct,
    private readonly describing: DescribeProposal,
    private readonly approving: ApproveProposal,
    private readonly renewing: RenewProviderKeys,
  ) {}

  @Answers(proposeAct)
  async propose({ act }: RequestOf<typeof proposeAct>): Promise<ReplyOf<typeof proposeAct>> {
    return reply(await this.proposing.run(act));
  }

  @Answers(describeProposal)
  async describe({ proposalId }: RequestOf<typeof describeProposal>): Promise<ReplyOf<typeof describeProposal>> {
    return reply(await this.describing.run(proposalId));
  }

  @Answers(approveProposal)
  async approve({ proposalId, assertion }: RequestOf<typeof approveProposal>): Promise<ReplyOf<typeof approveProposal>> {
    return reply(await this.approving.run(proposalId, assertion));
  }

  @Answers(renewProviderKeys)
  async renew({ issuer, signedKeys }: RequestOf<typeof renewProviderKeys>): Promise<ReplyOf<typeof renewProviderKeys>> {
    return { keyIds: [...(await this.renewing.run(issuer, signedKeys))] };
  }
}

function reply({ approvals, ...view }: ProposalView): ReplyOf<typeof proposeAct> {
  return { ...view, approvals: approvals.map(({ approverId, name, at }) => ({ approverId, name, at })) };
}
