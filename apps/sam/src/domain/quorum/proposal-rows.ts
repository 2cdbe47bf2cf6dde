import type { Transaction } from '../ports/transactions.js';
import type { ProposalState } from './proposal.js';

/** What of a proposal changes, under its row's lock. Without its MAC it means nothing: only `Proposals` reads it. */
export interface StoredDecision {
  readonly state: ProposalState;
  /** JSON. */
  readonly approvals: string;
  readonly decisionMac: Uint8Array;
}

/** A proposal as a row. */
export interface ProposalRow extends StoredDecision {
  readonly proposalId: string;
  /** JSON, never changed. */
  readonly draft: string;
  readonly draftMac: Uint8Array;
}

/** Rows of proposals. */
export abstract class ProposalRows {
  abstract insert(transaction: Transaction, row: ProposalRow): Promise<void>;
  abstract find(proposalId: string): Promise<ProposalRow | undefined>;
  /** Identifiers of the latest ones, newest first. Rows are not believed: whoever needs to know reads each by `Proposals`. */
  abstract latest(limit: number): Promise<readonly string[]>;
  /** What changes of it, locked until the transaction ends: whoever comes second waits and then sees what the first one did. */
  abstract lock(transaction: Transaction, proposalId: string): Promise<StoredDecision | undefined>;
  /** Writes a locked row. */
  abstract advance(transaction: Transaction, proposalId: string, decision: StoredDecision): Promise<void>;
}
