import { ServiceError } from '@paraph/contracts';
import { storableText } from './readable-text.js';
import type { Transaction, Transactions, SamEvent } from './ports/transactions.js';
import { HeldElsewhere } from './sessions/held-elsewhere.js';
import { GroupCommit, type GroupLimits } from './group-commit.js';

/** Why something was refused, in words of ours: for the auditor, never for the caller. Goes as `cause` of the refusal. */
export class Reason extends Error {
  override readonly name = 'Reason';
}

/** What a refusal's event says beside its cause. The work may add to the particulars as it learns more. */
export interface RefusalContext {
  readonly type: SamEvent['type'];
  readonly actor: SamEvent['actor'];
  readonly requester?: string;
  readonly particulars: Record<string, string>;
}

/** Whoever is refused a thousand times a second must not cost a thousand commits. */
const LIMITS: GroupLimits = { largest: 100, atOnce: 1, waiting: 4_000, patienceMs: 5_000, pausesMs: [] };

/** Leaves an event for every refusal: what was tried, by whom, and the code it was refused with. Concurrent ones share their commits. */
export class Refusals {
  private readonly commits: GroupCommit<(transaction: Transaction) => void, void>;

  constructor(private readonly transactions: Transactions) {
    this.commits = new GroupCommit((events) => this.write(events), LIMITS);
  }

  /** Runs the work; if it refuses, the event is durable before the refusal goes on. */
  async recorded<T>(context: RefusalContext, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      // What goes to another replica is decided, and told, there.
      if (!(error instanceof HeldElsewhere)) await this.record(eventOf(context, error));
      throw error;
    }
  }

  private record(event: SamEvent): Promise<void> {
    const within = this.transactions.ownContext();
    return this.commits.ask((transaction) => within(() => transaction.record(event)));
  }

  private async write(events: readonly ((transaction: Transaction) => void)[]): Promise<readonly PromiseSettledResult<void>[]> {
    await this.transactions.run((transaction) => Promise.resolve(events.forEach((record) => record(transaction))));
    return events.map(() => ({ status: 'fulfilled', value: undefined }));
  }
}

function eventOf(context: RefusalContext, error: unknown): SamEvent {
  const reason = error instanceof ServiceError && error.cause instanceof Reason ? { reason: error.cause.message } : {};
  return {
    ...context,
    outcome: 'failure',
    cause: error instanceof ServiceError ? error.code : 'internal',
    particulars: storable({ ...context.particulars, ...reason }),
  };
}

// What was refused may be a stranger's text.
function storable(particulars: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(particulars).map(([name, text]) => [name, storableText(text)]));
}
