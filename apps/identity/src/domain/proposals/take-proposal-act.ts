import { ServiceError, type ErrorCode, type approveProposal, type ReplyOf } from '@paraph/contracts';
import { proposalChallenge, toBase64Url } from '@paraph/kernel';
import type { CarriedAct } from '../carried/act.js';
import type { ApprovalVisit } from '../carried/approval-visit.js';
import { type Sam } from '../ports/sam.js';

/** What the approver is told. */
export type ProposalOutcome =
  | { readonly kind: 'refused' }
  | { readonly kind: 'approved'; readonly proposal: ReplyOf<typeof approveProposal> }
  /** The approval did not count; the page says why. */
  | { readonly kind: 'approval'; readonly visit: ApprovalVisit };

const TOLD_ON_THE_PAGE: readonly ErrorCode[] = ['proposal.refused', 'proposal.state', 'proposal.impossible'];

/** Carries an approver's passkey to the SAM. Nothing here makes anybody an approver. */
export class TakeProposalAct {
  constructor(private readonly sam: Sam) {}

  /** @throws ServiceError proposal.unknown, request.invalid */
  async run(proposalId: string, challenge: unknown, act: CarriedAct): Promise<ProposalOutcome> {
    const { statement } = await this.sam.describeProposal({ proposalId });
    if (toBase64Url(proposalChallenge(statement)) !== challenge) throw new ServiceError('request.invalid', 'challenge: expected that of the statement');
    if (act.kind === 'refuse') return { kind: 'refused' };
    if (act.kind !== 'evidence' || act.evidence.kind !== 'passkey') throw new ServiceError('request.invalid', 'act: a proposal is approved by a passkey');
    try {
      return { kind: 'approved', proposal: await this.sam.approveProposal({ proposalId, assertion: act.evidence.assertion }) };
    } catch (error) {
      if (!(error instanceof ServiceError) || !TOLD_ON_THE_PAGE.includes(error.code)) throw error;
      return { kind: 'approval', visit: { statement, again: error.code } };
    }
  }
}
