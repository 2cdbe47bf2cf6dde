import type { RegisteredKind } from './registered-kinds.js';
import type { Means } from '../records/record-kinds.js';
import type { UnscheduledMeans } from './means-offers.js';

/** When a change was completed, and after how many seconds it takes effect. */
export interface Effect {
  readonly now: Date;
  readonly waitSeconds: number;
}

/** Kinds of which one counts at a time: a new one takes the place of the old one. */
const SINGLE: readonly RegisteredKind[] = ['pin', 'totp'];

/** Whether no end is set for a means. */
export function isEndless({ usableUntil }: Means): boolean {
  return usableUntil === undefined;
}

/** The moment a change takes effect. */
export function effectiveAt({ now, waitSeconds }: Effect): Date {
  return new Date(now.getTime() + waitSeconds * 1_000);
}

/** With a new means that counts after the wait. A new PIN or TOTP secret ends the old one at that moment, and not before. */
export function withMeans(means: readonly Means[], added: UnscheduledMeans, effect: Effect): readonly Means[] {
  const usableFrom = effectiveAt(effect).toISOString();
  const isReplaced = (one: Means): boolean => one.kind === added.kind && SINGLE.includes(added.kind) && isLater(one.usableUntil, usableFrom);
  return [...means.map((one) => (isReplaced(one) ? { ...one, usableUntil: usableFrom } : one)), { ...added, usableFrom }];
}

/**
 * Without a means after the wait; `undefined` if it is not there, or ends no later by itself. One that does not count yet
 * never will: the wait is there so that its owner can say it is not theirs, and what it was to replace stays.
 */
export function withoutMeans(means: readonly Means[], meansId: string, effect: Effect): readonly Means[] | undefined {
  const removed = means.find((one) => one.meansId === meansId);
  if (!removed) return undefined;
  const isWaiting = Date.parse(removed.usableFrom) > effect.now.getTime();
  const usableUntil = (isWaiting ? effect.now : effectiveAt(effect)).toISOString();
  if (!isLater(removed.usableUntil, usableUntil)) return undefined;
  const isSpared = (one: Means): boolean => isWaiting && one.kind === removed.kind && one.usableUntil === removed.usableFrom;
  return means.map((one) => {
    if (one.meansId === meansId) return { ...one, usableUntil };
    return isSpared(one) ? { ...one, usableUntil: removed.usableUntil } : one;
  });
}

/** Without those whose time is over: they prove nothing any more, and the log has told of them. */
export function withoutPast(means: readonly Means[], now: Date): readonly Means[] {
  return means.filter(({ usableUntil }) => usableUntil === undefined || Date.parse(usableUntil) > now.getTime());
}

function isLater(usableUntil: string | undefined, moment: string): boolean {
  return usableUntil === undefined || Date.parse(usableUntil) > Date.parse(moment);
}
