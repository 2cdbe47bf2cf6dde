import { ServiceError } from '@paraph/contracts';
import { toBase64Url, type Clock } from '@paraph/kernel';
import type { AuthorityStates } from '../authority-state/authority-states.js';
import type { TreeHead, TreeHeadState } from '../authority-state/state-bodies.js';
import { reportingTampering } from '../authority-state/tampered-state.js';
import type { AuthorityKeys } from '../keys/authority-keys.js';
import type { Transaction, Transactions } from '../ports/transactions.js';
import { Reason, type Refusals } from '../refusals.js';
import { flawOf, isSame, type GrownTree } from './next-head.js';

/** A tree head as it leaves. */
export interface SignedTreeHead {
  /** Compact JWS over log, size, root and time. */
  readonly head: string;
  /** Size of the head before it; 0 for the first. */
  readonly previousSize: number;
}

/**
 * Signs the heads of logs, one root for each size, each head an extension of the one before (architecture 6.1): two
 * auditors can never be shown two histories of one log.
 */
export class SignTreeHead {
  constructor(
    private readonly states: AuthorityStates,
    private readonly keys: AuthorityKeys,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly refusals: Refusals,
  ) {}

  /**
   * A repetition of the last head is answered with that very head.
   *
   * @throws `log.inconsistent`, `hsm.unavailable`, `hsm.refused`, `hsm.ambiguous`, `record.tampered`
   */
  run(log: string, tree: GrownTree): Promise<SignedTreeHead> {
    const wanted: TreeHead = { size: tree.size, root: toBase64Url(tree.root) };
    const particulars = { log, size: String(wanted.size), root: wanted.root };
    const context = { type: 'tree-head-refused', actor: { kind: 'system', id: 'audit' }, particulars } as const;
    return this.refusals.recorded(context, () =>
      reportingTampering(this.transactions, async () => {
        // 1. Intent: which root this size has, durable before anything is signed.
        const known = await this.transactions.run((transaction) => this.intend(transaction, log, tree, wanted));
        if (known) return known;

        // 2. Act. A signature that cannot be written down never leaves this process.
        const iat = Math.floor(this.clock.now().getTime() / 1_000);
        const head = await this.keys.signJws('tree-head', { log, ...wanted, iat });

        // 3. Outcome.
        return this.transactions.run((transaction) => this.conclude(transaction, log, wanted, head));
      }),
    );
  }

  /** The last head signed for a log. @throws `record.tampered` */
  last(log: string): Promise<TreeHead | undefined> {
    return reportingTampering(this.transactions, async () => (await this.states.find('tree-head', log))?.signed);
  }

  private async intend(transaction: Transaction, log: string, tree: GrownTree, wanted: TreeHead): Promise<SignedTreeHead | undefined> {
    const state = await this.states.lock(transaction, 'tree-head', log);
    const { signed, intended } = state.body ?? {};
    if (signed && isSame(signed, wanted)) return answerOf(signed);
    const flaw = flawOf(tree, wanted, state.body ?? {});
    if (flaw) throw inconsistent(flaw);
    if (!intended || !isSame(intended, wanted)) await state.replace({ ...(signed && { signed }), intended: wanted });
    return undefined;
  }

  private async conclude(transaction: Transaction, log: string, wanted: TreeHead, head: string): Promise<SignedTreeHead> {
    const state = await this.states.lock(transaction, 'tree-head', log);
    const { signed: last, intended } = state.body ?? {};
    // Two that asked for the same head get the same one.
    if (last && isSame(last, wanted)) return answerOf(last);
    if (!intended || !isSame(intended, wanted)) throw inconsistent('a larger head was asked for meanwhile');
    const signed = { ...wanted, head, previousSize: last?.size ?? 0 };
    await state.replace({ signed });
    transaction.record({
      type: 'tree-head-signed',
      actor: { kind: 'system', id: 'sam' },
      outcome: 'success',
      particulars: { log, size: String(signed.size), root: signed.root, previousSize: String(signed.previousSize) },
    });
    return answerOf(signed);
  }
}

function answerOf({ head, previousSize }: NonNullable<TreeHeadState['signed']>): SignedTreeHead {
  return { head, previousSize };
}

function inconsistent(flaw: string): ServiceError {
  return new ServiceError('log.inconsistent', 'the tree head does not extend the last one signed for this log', { cause: new Reason(flaw) });
}
