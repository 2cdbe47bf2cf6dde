import { ServiceError, type Assertion, type ErrorCode, type QuorumAct } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import { countOn } from '../evidence/passkey/sign-count.js';
import type { EvidenceLedger } from '../ports/evidence-ledger.js';
import type { MeansCounters } from '../ports/means-counters.js';
import type { SamEvent, Transaction, Transactions } from '../ports/transactions.js';
import type { TrustRecord } from '../records/record-kinds.js';
import type { TrustRecords } from '../records/trust-records.js';
import type { RefusalContext, Refusals } from '../refusals.js';
import type { About, Act, PreparedAct, QuorumActs } from './acts/act.js';
import { decidingQuorum, thresholdOf } from './people.js';
import type { ActKind, ActOf, Proposal } from './proposal.js';
import { Overtaken, type Proposals } from './proposals.js';
import { standingOf, viewOf, type ProposalView } from './standing-proposal.js';
import type { VerifiedApproval, VerifyApproval } from './verify-approval.js';

/** What an approval is written to. */
export interface ApprovalLedger {
  readonly transactions: Transactions;
  readonly proposals: Proposals;
  readonly evidence: EvidenceLedger;
  readonly counters: MeansCounters;
  readonly refusals: Refusals;
}

/** Times an approval looks again after another one was first; each of them makes the proposal one approval richer. */
const MOST_ATTEMPTS = 25;

/** Why an act cannot be done any more, to approvers: what they approved is not there. */
const impossible: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'client.unknown',
  'container.unknown',
  'container.state',
  'credential.unknown',
  'credential.state',
  'means.unknown',
  'evidence.provider_unknown',
  'request.invalid',
]);

type Context = { type: 'proposal-refused'; actor: SamEvent['actor']; particulars: RefusalContext['particulars'] };

/** Takes one approver's passkey over a proposal; the last one needed makes it happen, in the same transaction. */
export class ApproveProposal {
  constructor(
    private readonly records: TrustRecords,
    private readonly verify: VerifyApproval,
    private readonly acts: QuorumActs,
    private readonly ledger: ApprovalLedger,
    private readonly clock: Clock,
  ) {}

  /** @throws `proposal.unknown`, `proposal.state`, `proposal.refused`, `proposal.impossible`, `record.tampered`, `hsm.*` */
  async run(proposalId: string, assertion: Assertion): Promise<ProposalView> {
    const context: Context = { type: 'proposal-refused', actor: { kind: 'system', id: 'identity' }, particulars: { proposalId } };
    return this.ledger.refusals.recorded(context, async () => {
      for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
        try {
          return await this.attempt(proposalId, assertion, context);
        } catch (error) {
          if (!wasOvertaken(error)) throw error;
        }
      }
      throw new ServiceError('proposal.state', 'the proposal is being decided by others');
    });
  }

  private async attempt(proposalId: string, assertion: Assertion, context: Context): Promise<ProposalView> {
    // 1. The proposal waits, and the people it names are those who decide.
    const proposal = await this.ledger.proposals.find(proposalId);
    context.particulars['act'] = proposal.draft.act.act;
    const quorum = await decidingQuorum(this.records);
    if (standingOf(proposal, quorum, this.clock) !== 'open') throw new ServiceError('proposal.state', 'the proposal is decided, or its time is over');

    // 2. One of them gave a passkey over exactly what the SAM stored, and had not done so before.
    const verified = await this.verify.run(proposal, assertion, quorum);
    context.actor = { kind: 'operator', id: verified.approval.approverId };

    // 3. With the last approval the act is made ready: everything that needs the token, before anything is locked.
    const approvals = [...proposal.approvals, verified.approval];
    const { act, about } = proposal.draft;
    const completes = approvals.length >= thresholdOf(quorum.body, act.act);
    const ready = completes ? await this.prepare(act, about, proposalId).catch((error: unknown) => this.unlessDone(proposalId, error)) : undefined;

    // 4. In one transaction: nobody changed people or proposal meanwhile, the approval counts, the act is done.
    await this.write({ ...proposal, approvals }, { read: proposal, quorum, verified, ready });

    // 5. Whom it concerns is told. What is done stays done if that fails.
    if (ready) await this.tell(ready, proposal);
    return viewOf({ ...proposal, approvals }, completes ? 'done' : 'open');
  }

  private async write(
    { draft, approvals }: Proposal,
    { read, quorum, verified, ready }: { read: Proposal; quorum: TrustRecord<'quorum'>; verified: VerifiedApproval; ready: PreparedAct | undefined },
  ): Promise<void> {
    const { transactions, proposals, evidence, counters } = this.ledger;
    const { proposalId } = draft;
    await transactions.run(async (transaction: Transaction) => {
      // The people first, always: whoever approves anything waits here for whoever changes them.
      await this.records.hold(transaction, quorum);
      await proposals.lock(transaction, read);
      if (!(await evidence.spend(transaction, verified.approval.evidenceDigest, proposalId)))
        throw new ServiceError('proposal.state', 'this approval was given before');
      await proposals.advance(transaction, proposalId, { state: ready ? 'done' : 'open', approvals });
      await ready?.write(transaction);
      await this.count(transaction, counters, verified);
      for (const event of eventsOf({ draft, state: 'open', approvals }, verified, ready)) transaction.record(event);
    });
  }

  private async tell(ready: PreparedAct, { draft }: Proposal): Promise<void> {
    try {
      await ready.tell?.();
    } catch (error) {
      const cause = error instanceof ServiceError ? error.code : 'internal';
      const particulars = { proposalId: draft.proposalId, ...identifiersOf(draft.act) };
      await this.ledger.transactions.record({ type: 'notice-sent', actor: { kind: 'system', id: 'sam' }, outcome: 'failure', cause, particulars });
    }
  }

  // The same refusal as for a counter that was behind when it was first looked at.
  private async count(transaction: Transaction, counters: MeansCounters, { counter }: VerifiedApproval): Promise<void> {
    try {
      await countOn(counters, transaction, counter);
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'evidence.invalid')
        throw new ServiceError('proposal.refused', 'the approval is not accepted', { cause: error.cause });
      throw error;
    }
  }

  // What another approval has just done cannot be done again: whoever comes second is told that it is decided.
  private async unlessDone(proposalId: string, error: unknown): Promise<never> {
    if ((await this.ledger.proposals.find(proposalId)).state === 'done') throw new Overtaken();
    throw error;
  }

  private async prepare<Kind extends ActKind>(act: ActOf<Kind> & { readonly act: Kind }, about: About, proposalId: string): Promise<PreparedAct> {
    try {
      const one: Act<Kind> = this.acts[act.act];
      return await one.prepare(act, about, proposalId);
    } catch (error) {
      if (error instanceof ServiceError && impossible.has(error.code)) throw new ServiceError('proposal.impossible', error.detail, { cause: error });
      throw error;
    }
  }
}

/** What names the things an act is about; the whole of it stands in the statement. */
function identifiersOf(act: QuorumAct): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(act).flatMap(([name, value]) => (typeof value === 'object' ? [] : [[name, String(value)]])));
}

// A record that the act is about was written by another request, or the proposal itself was.
function wasOvertaken(error: unknown): boolean {
  return error instanceof Overtaken || (error instanceof ServiceError && error.code === 'request.duplicate');
}

function eventsOf({ draft, approvals }: Proposal, { approval }: VerifiedApproval, ready: PreparedAct | undefined): readonly SamEvent[] {
  const actor = { kind: 'operator', id: approval.approverId } as const;
  const particulars = { proposalId: draft.proposalId, ...identifiersOf(draft.act) };
  const approved: SamEvent = {
    type: 'proposal-approved',
    actor,
    outcome: 'success',
    particulars: { ...particulars, name: approval.name, evidenceDigest: approval.evidenceDigest, approvals: String(approvals.length) },
  };
  if (!ready) return [approved];
  const present = approvals.map(({ name }) => name);
  const done: SamEvent = { type: 'proposal-done', actor, outcome: 'success', present, particulars };
  return [approved, ...(ready.event ? [{ ...ready.event, present }] : []), done];
}
