import { rows } from '@paraph/platform';
import { type DataSource } from 'typeorm';
import type { Transaction } from '../../domain/ports/transactions.js';
import { ProposalRows, type ProposalRow, type StoredDecision } from '../../domain/quorum/proposal-rows.js';
import type { ProposalState } from '../../domain/quorum/proposal.js';
import { managerOf } from './postgres-transactions.js';

interface Decided {
  readonly state: ProposalState;
  readonly approvals: string;
  readonly decision_mac: Buffer;
}

interface Stored extends Decided {
  readonly draft: string;
  readonly draft_mac: Buffer;
}

/** Proposals in PostgreSQL, one row each; the row's lock decides who is first. */
export class PostgresProposalRows extends ProposalRows {
  constructor(private readonly database: DataSource) {
    super();
  }

  override async insert(transaction: Transaction, { proposalId, draft, draftMac, state, approvals, decisionMac }: ProposalRow): Promise<void> {
    await managerOf(transaction).query(`INSERT INTO proposal (proposal_id, draft, draft_mac, state, approvals, decision_mac) VALUES ($1, $2, $3, $4, $5, $6)`, [
      proposalId,
      draft,
      Buffer.from(draftMac),
      state,
      approvals,
      Buffer.from(decisionMac),
    ]);
  }

  override async find(proposalId: string): Promise<ProposalRow | undefined> {
    const [row] = await rows<Stored>(this.database, `SELECT draft, draft_mac, state, approvals, decision_mac FROM proposal WHERE proposal_id = $1`, [
      proposalId,
    ]);
    return row && { proposalId, draft: row.draft, draftMac: new Uint8Array(row.draft_mac), ...decisionOf(row) };
  }

  override async latest(limit: number): Promise<readonly string[]> {
    const sql = `SELECT proposal_id FROM proposal ORDER BY draft::jsonb ->> 'openedAt' DESC NULLS LAST, proposal_id LIMIT $1`;
    return (await rows<{ readonly proposal_id: string }>(this.database, sql, [limit])).map(({ proposal_id: id }) => id);
  }

  override async lock(transaction: Transaction, proposalId: string): Promise<StoredDecision | undefined> {
    const [row] = await rows<Decided>(managerOf(transaction), `SELECT state, approvals, decision_mac FROM proposal WHERE proposal_id = $1 FOR UPDATE`, [
      proposalId,
    ]);
    return row && decisionOf(row);
  }

  override async advance(transaction: Transaction, proposalId: string, { state, approvals, decisionMac }: StoredDecision): Promise<void> {
    await managerOf(transaction).query(`UPDATE proposal SET state = $2, approvals = $3, decision_mac = $4 WHERE proposal_id = $1`, [
      proposalId,
      state,
      approvals,
      Buffer.from(decisionMac),
    ]);
  }
}

function decisionOf({ state, approvals, decision_mac: mac }: Decided): StoredDecision {
  return { state, approvals, decisionMac: new Uint8Array(mac) };
}
