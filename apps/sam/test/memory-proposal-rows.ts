import type { Transaction } from '../src/domain/ports/transactions.js';
import { ProposalRows, type ProposalRow, type StoredDecision } from '../src/domain/quorum/proposal-rows.js';
import { put } from './memory-transactions.js';

/** Proposals in memory; a lock is the transaction itself, since these run one after the other. */
export class MemoryProposalRows extends ProposalRows {
  readonly table = new Map<string, ProposalRow>();

  override insert(transaction: Transaction, row: ProposalRow): Promise<void> {
    if (this.table.has(row.proposalId)) return Promise.reject(new Error('duplicate proposal'));
    put(transaction, this.table, { key: row.proposalId, row });
    return Promise.resolve();
  }

  override find(proposalId: string): Promise<ProposalRow | undefined> {
    return Promise.resolve(this.table.get(proposalId));
  }

  override latest(limit: number): Promise<readonly string[]> {
    const openedAt = ({ draft }: ProposalRow): string => (JSON.parse(draft) as { readonly openedAt?: string }).openedAt ?? '';
    const newest = [...this.table.values()].sort(
      (one, other) => openedAt(other).localeCompare(openedAt(one)) || one.proposalId.localeCompare(other.proposalId),
    );
    return Promise.resolve(newest.slice(0, limit).map(({ proposalId }) => proposalId));
  }

  override lock(_transaction: Transaction, proposalId: string): Promise<StoredDecision | undefined> {
    const row = this.table.get(proposalId);
    return Promise.resolve(row && { state: row.state, approvals: row.approvals, decisionMac: row.decisionMac });
  }

  override advance(transaction: Transaction, proposalId: string, decision: StoredDecision): Promise<void> {
    const row = this.table.get(proposalId);
    if (row) put(transaction, this.table, { key: proposalId, row: { ...row, ...decision } });
    return Promise.resolve();
  }
}
