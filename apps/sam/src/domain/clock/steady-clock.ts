import { Clock } from '@paraph/kernel';
import type { Instruments } from './instruments.js';

/**
 * The SAM's time: the machine's clock as it was when it was last found right, carried on by the clock that nobody can set. A step of the
 * machine's clock does not move it, so that what has expired stays expired and what has not begun does not begin.
 */
export class SteadyClock extends Clock {
  #anchor: { readonly wall: number; readonly monotonic: number };
  #relied = -Infinity;

  constructor(private readonly instruments: Instruments) {
    super();
    this.#anchor = { wall: instruments.wall(), monotonic: instruments.monotonic() };
  }

  /** Never before a time that something was decided by. */
  override now(): Date {
    return new Date(Math.max(this.#relied, this.#reckoned));
  }

  /** The time, for a decision: from here on it never goes back behind it. */
  rely(): Date {
    const now = this.now();
    this.#relied = now.getTime();
    return now;
  }

  /** How far the machine's clock stands from this one: positive where it is ahead. Milliseconds. */
  get apart(): number {
    return this.instruments.wall() - this.#reckoned;
  }

  /** How far the machine's clock stands behind the last time that something was decided by; negative where it is past it. */
  get owed(): number {
    return this.#relied - this.instruments.wall();
  }

  /** Takes the machine's clock over, which was found right. */
  adopt(): void {
    this.#anchor = { wall: this.instruments.wall(), monotonic: this.instruments.monotonic() };
  }

  /** What was decided before this process began counts as decided by this clock. */
  continueFrom(moment: Date): void {
    this.#relied = Math.max(this.#relied, moment.getTime());
  }

  get #reckoned(): number {
    return this.#anchor.wall + this.instruments.monotonic() - this.#anchor.monotonic;
  }
}
