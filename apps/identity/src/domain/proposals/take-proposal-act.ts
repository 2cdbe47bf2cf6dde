import { ServiceError, type approveProposal, type ReplyOf } from '@paraph/contracts';
import { proposalChallenge, toBase64Url } from '@paraph/kernel';
import type { CarriedAct } from '../carried/act.js';
import { type Sam } from '../ports/sam.js';

/** Carries an approver's passkey to the SAM. Nothing here makes anybody an approver. */
export class TakeProposalAct {
  constructor(private readonly sam: Sam) {}

  /** Answers the proposal as it stands now; nothing if the person refused. @throws ServiceError proposal.*, request.invalid */
  async run(proposalId: string, challenge: unknown, act: CarriedAct): Promise<ReplyOf<typeof approveProposal> | undefined> {
    const { statement } = await this.sam.describeProposal({ proposalId });
    if (toBase64Url(proposalChallenge(statement)) !== challenge) throw new ServiceError('request.invalid', 'challenge: expected that of the statement');
    if (act.kind === 'refuse') return undefined;
    if (act.kind !== 'evidence' || act.evidence.kind !== 'passkey') throw new ServiceError('request.invalid', 'act: a proposal is approved by a passkey');
    return this.sam.approveProposal({ proposalId, assertion: act.evidence.assertion });
  }
}
