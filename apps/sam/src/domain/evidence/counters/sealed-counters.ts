import { ServiceError } from '@paraph/contracts';
import type { JournalChange } from '../../journal/journal-change.js';
import { MeansCounters, type MeansCounter } from '../../ports/means-counters.js';
import type { CounterRows, SealedRow } from '../../ports/sealed-rows.js';
import type { Token } from '../../ports/token.js';
import type { Transaction, Transactions } from '../../ports/transactions.js';
import { tampered } from '../../records/tampered.js';
import { changed, freshState, joined, stricterPart, type CounterState } from './counter-state.js';
import { RowSeal } from './row-seal.js';

/**
 * Counters from a database that is not believed: rows carry MACs, and this replica remembers the latest state it saw of each
 * means. A row put back, or taken away, changes nothing while the replica lives.
 */
export class SealedCounters extends MeansCounters {
  /** One small object for each means that was used since the start. */
  private readonly seen = new Map<string, CounterState>();

  private constructor(
    private readonly rows: CounterRows,
    private readonly seal: RowSeal,
    private readonly transactions: Transactions,
  ) {
    super();
  }

  /** @throws `hsm.unavailable` */
  static async open(rows: CounterRows, token: Token, transactions: Transactions): Promise<SealedCounters> {
    return new SealedCounters(rows, await RowSeal.open('means-counter', token), transactions);
  }

  override async read(meansId: string): Promise<MeansCounter> {
    // Before the database is asked: what is read afterwards cannot be older.
    const newest = this.transactions.newest({ kind: 'counter', id: meansId });
    const row = await this.rows.find(meansId);
    const state = row && !this.isOf(meansId, row) ? undefined : joined(this.memory(meansId), stateOf(row));
    // An old row that this replica remembers a newer one of does no harm; after a start there is nothing to remember.
    if (!state || state.version < newest) throw await tampered(this.transactions, 'means counter', meansId);
    return counterOf(this.remember(meansId, state));
  }

  override async change(transaction: Transaction, meansId: string, change: (counter: MeansCounter) => MeansCounter): Promise<MeansCounter> {
    const row = await this.rows.lock(transaction, meansId);
    if (row && !this.isOf(meansId, row)) throw new ServiceError('record.tampered', 'the counter of a means does not carry its MAC');
    const before = this.remember(meansId, joined(this.memory(meansId), stateOf(row)));
    transaction.rely({ kind: 'counter', id: meansId, version: before.version });
    const after = changed(before, change(counterOf(before)));
    transaction.enter(entryOf(meansId, before, after));
    // Whether the transaction will commit, nobody knows yet: a try counts here and now, a pardon only once it is durable.
    this.remember(meansId, joined(this.memory(meansId), stricterPart(before, after)));
    transaction.whenCommitted(() => void this.remember(meansId, joined(this.memory(meansId), after)));
    await this.rows.write(transaction, this.seal.close(meansId, JSON.stringify(after)));
    return counterOf(after);
  }

  private memory(meansId: string): CounterState {
    return this.seen.get(meansId) ?? freshState;
  }

  private remember(meansId: string, state: CounterState): CounterState {
    this.seen.set(meansId, state);
    return state;
  }

  private isOf(meansId: string, row: SealedRow): boolean {
    return row.id === meansId && this.seal.isGenuine(row);
  }
}

// Tries and locks are for ever; a signature counter only as long as another start is likely to be the attacker's.
function entryOf(id: string, before: CounterState, after: CounterState): JournalChange {
  const { version } = after;
  if (after.isLocked && !before.isLocked) return { kind: 'stop', of: 'counter', id, version, act: 'locked' };
  return after.wrongTries > before.wrongTries ? { kind: 'stop', of: 'counter', id, version, act: 'tried' } : { kind: 'counter', id, version };
}

function stateOf(row: SealedRow | undefined): CounterState {
  // The MAC proves that this very code wrote the text from a value of this type.
  return row ? { ...freshState, ...(JSON.parse(row.text) as Partial<CounterState>) } : freshState;
}

function counterOf({ wrongTries, isLocked, signCount, lastStep, codes }: CounterState): MeansCounter {
  return { wrongTries, isLocked, signCount, lastStep, codes };
}
