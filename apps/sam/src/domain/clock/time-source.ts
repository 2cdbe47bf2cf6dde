/** One answer of a time source. Milliseconds. */
export interface TimeSample {
  /** UTC since 1970 by the source. */
  readonly utc: number;
  /** When that was, on the monotonic clock of this machine. */
  readonly at: number;
  /** How far `utc` may be from the truth at most, if the source is honest. */
  readonly uncertainty: number;
}

/** Somebody who knows the time and may be wrong, silent or a liar: nothing is set by it, the SAM's clock is only held against it. */
export abstract class TimeSource {
  /** As the operator named it. */
  abstract readonly name: string;

  /** A few samples, one after the other; none where it does not answer or answers nothing usable. It never throws. */
  abstract ask(): Promise<readonly TimeSample[]>;
}
