import { ServiceError } from '@paraph/contracts';

/** Events that audit has not confirmed. */
export interface Waiting {
  readonly count: number;
  /** When the first of them happened; `undefined` where none waits. */
  readonly since: Date | undefined;
}

/** Where events wait on their way to the log. */
export abstract class WaitingEvents {
  abstract measure(): Promise<Waiting>;
}

/** How many events may wait, and how long, before nothing that makes more is begun. */
export interface LogPathBounds {
  readonly count: number;
  /** Milliseconds. */
  readonly age: number;
}

/** Seconds after which the same may succeed. */
const RETRY_AFTER = 10;
/** Opened again only well below the bounds, so that a log that just keeps up does not open and close it all the time. */
const REOPENED_AT = 0.5;

/**
 * Closes what makes events while the log does not take them: what nobody can see in time shall not happen (requirement OPS-03). Each event is
 * durable in the SAM's own database either way.
 */
export class LogPath {
  #isBehind = false;

  constructor(private readonly bounds: LogPathBounds) {}

  /** Whether it is closed. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  /** Takes a measurement. Answers whether it opened or closed. */
  judge({ count, since }: Waiting, now: Date): boolean {
    const factor = this.#isBehind ? REOPENED_AT : 1;
    const age = since === undefined ? 0 : now.getTime() - since.getTime();
    const isBehind = count > this.bounds.count * factor || age > this.bounds.age * factor;
    const changed = isBehind !== this.#isBehind;
    this.#isBehind = isBehind;
    return changed;
  }

  /** @throws `log.behind` */
  demand(): void {
    if (this.#isBehind) throw new ServiceError('log.behind', 'events do not reach the audit log in time', { retryAfter: RETRY_AFTER });
  }
}
