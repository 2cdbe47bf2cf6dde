import type { Clock } from '@paraph/kernel';
import type { TrustRecord } from '../records/record-kinds.js';
import type { Approval, Proposal } from './proposal.js';

/** How a proposal stands. `withdrawn`: its time is over, or other people decide now; nobody can approve it any more. */
export type Standing = 'open' | 'done' | 'withdrawn';

/** A proposal as neighbours may know it. */
export interface ProposalView {
  readonly proposalId: string;
  readonly statement: string;
  readonly state: Standing;
  readonly approvals: readonly Approval[];
  readonly expiresAt: string;
}

/** How a proposal stands at this moment, with the people who decide now. */
export function standingOf({ draft, state }: Proposal, quorum: TrustRecord<'quorum'> | undefined, clock: Clock): Standing {
  if (state === 'done') return 'done';
  const isInTime = clock.now().getTime() < Date.parse(draft.expiresAt);
  return isInTime && quorum?.version === draft.quorumVersion ? 'open' : 'withdrawn';
}

/** A proposal as it is answered. */
export function viewOf({ draft, approvals }: Proposal, state: Standing): ProposalView {
  const { proposalId, statement, expiresAt } = draft;
  return { proposalId, statement, state, approvals, expiresAt };
}
