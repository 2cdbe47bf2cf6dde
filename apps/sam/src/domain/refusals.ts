import { ServiceError } from '@paraph/contracts';
import { storableText } from './readable-text.js';
import type { Transactions, SamEvent } from './ports/transactions.js';

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

/** Leaves an event for every refusal: what was tried, by whom, and the code it was refused with. */
export class Refusals {
  constructor(private readonly transactions: Transactions) {}

  /** Runs the work; if it refuses, the event is durable before the refusal goes on. */
  async recorded<T>(context: RefusalContext, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      await this.transactions.record(eventOf(context, error));
      throw error;
    }
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
