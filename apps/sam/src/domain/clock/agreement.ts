import type { TimeSample } from './time-source.js';

/** Where UTC lies, as milliseconds ahead of the machine's clock. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** One sample is nobody's word: with fewer a source has said nothing. */
const LEAST_SAMPLES = 2;

/**
 * What one source says: its sample with the smallest uncertainty, if no other of its samples contradicts it.
 *
 * @param offsetOf how far UTC is ahead of the machine's clock by a sample
 */
export function statementOf(samples: readonly TimeSample[], offsetOf: (sample: TimeSample) => number): Interval | undefined {
  const intervals = samples.map((sample) => {
    const offset = offsetOf(sample);
    return { low: offset - sample.uncertainty, high: offset + sample.uncertainty };
  });
  const [best] = [...intervals].sort((one, other) => width(one) - width(other));
  if (!best || intervals.length < LEAST_SAMPLES) return undefined;
  return intervals.every((one) => one.low <= best.high && best.low <= one.high) ? best : undefined;
}

/**
 * Where more than half of all sources agree that UTC lies (the intersection of RFC 5905 section 11.2.1). `undefined` where no majority does:
 * one of one, two of two or three, three of four.
 */
export function agreementOf(statements: readonly Interval[], sources: number): Interval | undefined {
  const parties = statements.map(({ low }) => statements.filter((one) => one.low <= low && low <= one.high));
  const [largest] = parties.sort((one, other) => other.length - one.length);
  if (!largest || largest.length * 2 <= sources) return undefined;
  return { low: Math.max(...largest.map(({ low }) => low)), high: Math.min(...largest.map(({ high }) => high)) };
}

/** The farthest that the machine's clock may be from UTC. */
export function worst({ low, high }: Interval): number {
  return Math.max(Math.abs(low), Math.abs(high));
}

function width({ low, high }: Interval): number {
  return high - low;
}
