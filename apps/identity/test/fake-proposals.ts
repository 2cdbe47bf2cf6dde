import { ServiceError } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { soon, statementOf } from './fake-drafts.js';

/** What the quorum is asked for, as the fake keeps it. */
export interface Proposal {
  readonly statement: string;
  readonly approvals: { approverId: string; name: string; at: string }[];
  state: 'open' | 'done';
}

type Proposals = Map<string, Proposal>;
type About = Readonly<Record<string, unknown>>;

/** Somebody proposed something to the quorum. */
export function openProposal(proposals: Proposals): { proposalId: string; statement: string } {
  const proposalId = newId('prop');
  const statement = statementOf({ jti: proposalId });
  proposals.set(proposalId, { statement, approvals: [], state: 'open' });
  return { proposalId, statement };
}

/** The SAM's answer to `describeProposal`. */
export function describeProposal(proposals: Proposals, { proposalId }: About): object {
  const proposal = proposals.get(String(proposalId));
  if (proposal === undefined) throw new ServiceError('proposal.unknown', 'unknown');
  return { proposalId, ...proposal, expiresAt: soon() };
}

/** The SAM's answer to `approveProposal`: the second approval decides. */
export function approveProposal(proposals: Proposals, { proposalId }: About): object {
  const proposal = proposals.get(String(proposalId));
  if (proposal?.state !== 'open') throw new ServiceError('proposal.state', 'decided');
  proposal.approvals.push({ approverId: newId('apr'), name: `Approver <${proposal.approvals.length + 1}>`, at: new Date().toISOString() });
  if (proposal.approvals.length > 1) proposal.state = 'done';
  return describeProposal(proposals, { proposalId });
}
