import { freshCounter, type MeansCounter } from '../../ports/means-counters.js';

/**
 * A counter with what orders its states. All that is in it only ever grows, except the wrong tries and the lock; each time
 * one of these is lawfully taken back, a number beside it grows. So of any two states it is known which came later, and a
 * row that a database puts back loses against what was seen before.
 */
export interface CounterState extends MeansCounter {
  /** How often the wrong tries began anew. */
  readonly resets: number;
  /** How often the lock was taken away. */
  readonly unlocks: number;
  /** One more with each change that was written: what the journal knows it by. */
  readonly version: number;
}

/** Of a means of which nothing was counted yet. */
export const freshState: CounterState = { ...freshCounter, resets: 0, unlocks: 0, version: 0 };

/** What holds when both were seen: of each member the later one, and of two equally late ones the stricter. */
export function joined(one: CounterState, other: CounterState): CounterState {
  const tries = one.resets === other.resets ? Math.max(one.wrongTries, other.wrongTries) : (one.resets > other.resets ? one : other).wrongTries;
  const isLocked = one.unlocks === other.unlocks ? one.isLocked || other.isLocked : (one.unlocks > other.unlocks ? one : other).isLocked;
  return {
    wrongTries: tries,
    isLocked,
    signCount: Math.max(one.signCount, other.signCount),
    lastStep: Math.max(one.lastStep, other.lastStep),
    codes: laterCodes(one.codes, other.codes),
    resets: Math.max(one.resets, other.resets),
    unlocks: Math.max(one.unlocks, other.unlocks),
    version: Math.max(one.version, other.version),
  };
}

/** The state after a change; what only grows does so even where the change says less. */
export function changed(before: CounterState, after: MeansCounter): CounterState {
  return {
    wrongTries: after.wrongTries,
    isLocked: after.isLocked,
    signCount: Math.max(before.signCount, after.signCount),
    lastStep: Math.max(before.lastStep, after.lastStep),
    codes: laterCodes(before.codes, after.codes),
    resets: before.resets + (after.wrongTries < before.wrongTries ? 1 : 0),
    unlocks: before.unlocks + (before.isLocked && !after.isLocked ? 1 : 0),
    version: before.version + 1,
  };
}

/** What of a change counts even if its transaction fails: everything that makes the means harder to use, nothing else. */
export function stricterPart(before: CounterState, after: CounterState): CounterState {
  return {
    ...after,
    wrongTries: Math.max(before.wrongTries, after.wrongTries),
    isLocked: before.isLocked || after.isLocked,
    resets: before.resets,
    unlocks: before.unlocks,
    version: before.version,
  };
}

function laterCodes(one: MeansCounter['codes'], other: MeansCounter['codes']): MeansCounter['codes'] {
  if (one.day === other.day) return one.count > other.count ? one : other;
  return one.day > other.day ? one : other;
}
