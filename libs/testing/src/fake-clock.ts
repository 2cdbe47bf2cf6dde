import { Clock } from '@paraph/kernel';

/** A clock that stands still until it is told to move. */
export class FakeClock extends Clock {
  #now: number;

  constructor(start = '2027-03-01T09:00:00.000Z') {
    super();
    this.#now = Date.parse(start);
  }

  override now(): Date {
    return new Date(this.#now);
  }

  /** Moves on by this many milliseconds; negative is back. */
  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}
