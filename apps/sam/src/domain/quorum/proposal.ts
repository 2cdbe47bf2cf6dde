import type { QuorumAct } from '@paraph/contracts';
import type { About } from './acts/act.js';

/** One act of a kind. */
export type ActKind = QuorumAct['act'];
export type ActOf<Kind extends ActKind> = Extract<QuorumAct, { act: Kind }>;

/** What is put before the quorum. It never changes; its row carries a MAC over it. */
export interface ProposalDraft {
  readonly proposalId: string;
  readonly act: QuorumAct;
  /** What the SAM said that the act is about, as it stands in the statement. */
  readonly about: About;
  /** The compact JWS the approvers are shown. */
  readonly statement: string;
  /** The version of the quorum's record that decides. */
  readonly quorumVersion: number;
  /** ISO 8601, UTC. */
  readonly openedAt: string;
  readonly expiresAt: string;
}

/** One approver's passkey over the proposal, verified. */
export interface Approval {
  readonly approverId: string;
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** SHA-256 of what the passkey signed, base64url. */
  readonly evidenceDigest: string;
}

export type ProposalState = 'open' | 'done';

/** A proposal whose MACs were checked. */
export interface Proposal {
  readonly draft: ProposalDraft;
  readonly state: ProposalState;
  readonly approvals: readonly Approval[];
}
