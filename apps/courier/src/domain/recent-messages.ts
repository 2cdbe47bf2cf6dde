import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import { NotTaken } from './message-gateway.js';

/** How long a message id is known after its message was taken up: longer than any caller repeats a call. */
const KEPT_MS = 10 * 60_000;
/** Ids known at once; beyond that the oldest goes. */
const CAPACITY = 10_000;

interface Known {
  readonly outcome: Promise<Date>;
  readonly until: number;
}

/** A message by its id: when it was taken, and whether this is a repetition. */
export interface Once {
  readonly outcome: Promise<Date>;
  readonly repeated: boolean;
}

/**
 * The message ids of the last ten minutes, so that a repeated call does not send twice. Ids and moments only, in this process's
 * memory only: after a restart, and at another replica, the same id is a new message.
 */
export class RecentMessages {
  private readonly known = new Map<string, Known>();

  constructor(private readonly clock: Clock) {}

  /**
   * Sends under this id, or answers what became of it. What certainly did not go may be tried again under the same id; what may
   * have gone may not.
   */
  once(messageId: string, send: () => Promise<Date>): Once {
    const present = this.known.get(messageId);
    if (present && present.until > this.now()) return { outcome: present.outcome, repeated: true };
    const outcome = send();
    this.keep(messageId, { outcome, until: this.now() + KEPT_MS });
    return { outcome, repeated: false };
  }

  private keep(messageId: string, entry: Known): void {
    this.known.delete(messageId);
    this.forgetOld();
    this.known.set(messageId, entry);
    entry.outcome.catch((error: unknown) => {
      if (hasNotGone(error) && this.known.get(messageId) === entry) this.known.delete(messageId);
    });
  }

  /** Entries stand in the order of their ends. */
  private forgetOld(): void {
    for (const [messageId, { until }] of this.known) {
      if (until > this.now() && this.known.size < CAPACITY) return;
      this.known.delete(messageId);
    }
  }

  private now(): number {
    return this.clock.now().getTime();
  }
}

/** A bug says nothing about what happened before it. */
function hasNotGone(error: unknown): boolean {
  if (!(error instanceof ServiceError)) return false;
  return !(error.cause instanceof NotTaken && error.cause.details.maybeGone === true);
}
