import { ServiceError } from '@paraph/contracts';
import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { Token } from '../ports/token.js';
import type { SamEvent, Transaction, Transactions } from '../ports/transactions.js';
import { macInput } from '../records/mac-input.js';
import { tampered } from '../records/tampered.js';
import type { Approval, Proposal, ProposalDraft, ProposalState } from './proposal.js';
import type { ProposalRow, ProposalRows, StoredDecision } from './proposal-rows.js';

/** Another request changed what this one was about to change: it has to look again. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
}

/** Where a proposal goes. */
export interface Decision {
  readonly state: ProposalState;
  readonly approvals: readonly Approval[];
}

/**
 * Proposals from a database that is not believed. The draft carries a MAC of the token. What changes carries one by a key
 * that is the token's MAC over a fixed text, asked for once at the start: nobody may wait for the token while he holds a lock.
 */
export class Proposals {
  /** Those this replica has seen done: a row put back does not open one again. */
  private readonly done = new Set<string>();

  private constructor(
    private readonly rows: ProposalRows,
    private readonly token: Token,
    private readonly transactions: Transactions,
    private readonly key: KeyObject,
  ) {}

  /** @throws `hsm.unavailable` */
  static async open(rows: ProposalRows, token: Token, transactions: Transactions): Promise<Proposals> {
    return new Proposals(rows, token, transactions, createSecretKey(await token.mac('proposal', macInput('decision-key', 1))));
  }

  /** Stores a new proposal, and the event with it. */
  async insert(draft: ProposalDraft, event: SamEvent): Promise<void> {
    const { proposalId } = draft;
    const text = JSON.stringify(draft);
    const row: ProposalRow = {
      proposalId,
      draft: text,
      draftMac: await this.token.mac('proposal', draftBytes(proposalId, text)),
      ...this.close(proposalId, { state: 'open', approvals: [] }),
    };
    await this.transactions.run(async (transaction) => {
      await this.rows.insert(transaction, row);
      transaction.record(event);
    });
  }

  /** @throws `proposal.unknown`; `record.tampered`, with an event of its own; `hsm.unavailable` */
  async find(proposalId: string): Promise<Proposal> {
    const doneBefore = this.transactions.newest({ kind: 'proposal', id: proposalId }) > 0;
    const row = await this.rows.find(proposalId);
    if (!row) throw new ServiceError('proposal.unknown', 'no proposal has this identifier');
    const isGenuine = (await this.token.verifyMac('proposal', draftBytes(proposalId, row.draft), row.draftMac)) && this.isGenuine(proposalId, row);
    const isPutBack = row.state === 'open' && (this.done.has(proposalId) || doneBefore);
    if (!isGenuine || isPutBack) throw await tampered(this.transactions, 'proposal', proposalId);
    if (row.state === 'done') this.done.add(proposalId);
    // The MACs prove that this very code wrote the texts from values of these types.
    return { draft: JSON.parse(row.draft) as ProposalDraft, state: row.state, approvals: JSON.parse(row.approvals) as readonly Approval[] };
  }

  /** The latest ones, newest first. @throws as `find` does: a list that leaves out what was tampered with would hide it */
  async latest(limit: number): Promise<readonly Proposal[]> {
    const found: Proposal[] = [];
    // One after the other: nobody's signature waits for a list.
    for (const proposalId of await this.rows.latest(limit)) found.push(await this.find(proposalId));
    return found;
  }

  /** Locks an open proposal, to be written by `advance`. @throws Overtaken if it is no longer as it was read; `record.tampered` */
  async lock(transaction: Transaction, { draft, approvals }: Proposal): Promise<void> {
    const stored = await this.rows.lock(transaction, draft.proposalId);
    if (!stored || !this.isGenuine(draft.proposalId, stored)) throw new ServiceError('record.tampered', 'the approvals of a proposal do not carry their MAC');
    if (stored.state !== 'open' || stored.approvals !== JSON.stringify(approvals)) throw new Overtaken();
  }

  /** Writes what became of a locked proposal. */
  async advance(transaction: Transaction, proposalId: string, decision: Decision): Promise<void> {
    await this.rows.advance(transaction, proposalId, this.close(proposalId, decision));
    if (decision.state !== 'done') return;
    transaction.enter({ kind: 'stop', of: 'proposal', id: proposalId, version: 1, act: 'done' });
    transaction.whenCommitted(() => this.done.add(proposalId));
  }

  private close(proposalId: string, { state, approvals }: Decision): StoredDecision {
    const text = JSON.stringify(approvals);
    return { state, approvals: text, decisionMac: this.mac(proposalId, state, text) };
  }

  private isGenuine(proposalId: string, { state, approvals, decisionMac }: StoredDecision): boolean {
    const expected = this.mac(proposalId, state, approvals);
    return decisionMac.length === expected.length && timingSafeEqual(decisionMac, expected);
  }

  private mac(proposalId: string, state: string, approvals: string): Uint8Array {
    return new Uint8Array(
      createHmac('sha256', this.key)
        .update(macInput('decision', proposalId, state, approvals))
        .digest(),
    );
  }
}

function draftBytes(proposalId: string, draft: string): Uint8Array {
  return macInput('proposal', proposalId, draft);
}
