import type { Clock } from '@paraph/kernel';

/** Failures in a row after which nobody is sent there any more. */
const PATIENCE = 3;
const FIRST_REST_MS = 10_000;
const LONGEST_REST_MS = 300_000;

/** `closed`: asked as ever. `open`: left alone. `half-open`: one may try. */
export type BreakerState = 'closed' | 'half-open' | 'open';

/**
 * Leaves an authority alone that does not answer, so that nobody waits for it, and lets one try at a time find out whether it is back. Each try
 * that fails doubles the rest.
 */
export class Breaker {
  private failures = 0;
  private restMs = FIRST_REST_MS;
  /** Unix milliseconds; while set, the breaker is not closed. */
  private openUntil: number | undefined;
  private isProbing = false;

  constructor(private readonly clock: Clock) {}

  get state(): BreakerState {
    if (this.openUntil === undefined) return 'closed';
    return this.clock.now().getTime() < this.openUntil ? 'open' : 'half-open';
  }

  /** Whether somebody may go now. Who may has to say how it ended. */
  enter(): boolean {
    if (this.state === 'closed') return true;
    if (this.state === 'open' || this.isProbing) return false;
    this.isProbing = true;
    return true;
  }

  /** It answered, be it with a no. Tells whether it had been given up before. */
  succeeded(): boolean {
    const wasOpen = this.openUntil !== undefined;
    this.failures = 0;
    this.restMs = FIRST_REST_MS;
    this.openUntil = undefined;
    this.isProbing = false;
    return wasOpen;
  }

  /** It was not asked after all, or what failed was not its doing: nothing is known that was not known before. */
  undecided(): void {
    this.isProbing = false;
  }

  /** It did not. Tells whether it is given up by this. */
  failed(): boolean {
    const wasOpen = this.openUntil !== undefined;
    this.failures += 1;
    // Who set out before it was given up reports late: that is no new finding.
    if (wasOpen && !this.isProbing) return false;
    this.isProbing = false;
    if (!wasOpen && this.failures < PATIENCE) return false;
    if (wasOpen) this.restMs = Math.min(this.restMs * 2, LONGEST_REST_MS);
    this.openUntil = this.clock.now().getTime() + this.restMs;
    return !wasOpen;
  }
}
