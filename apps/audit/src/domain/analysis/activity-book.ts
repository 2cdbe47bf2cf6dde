import type { Period } from '../reconciliation/event-finder.js';
import type { Activity, ActivityKind } from './activity.js';
import type { History, Pattern } from './patterns.js';

/** What happened in each hour, counted once from the log. It can be thrown away and counted again. */
export abstract class ActivityBook {
  /** Up to which position the log is counted. */
  abstract counted(): Promise<number>;
  /** Adds what was counted up to a position, unless somebody else was there first. */
  abstract add(activity: readonly Activity[], from: number, to: number): Promise<void>;
  /** Hours with activity that begin in a period and are not judged yet, oldest first. */
  abstract unjudged(period: Period): Promise<readonly Date[]>;
  abstract ofHour(hour: Date): Promise<readonly Activity[]>;
  abstract before(hour: Date): Promise<History>;
  /** Keeps that an hour was judged, and what was found; each pattern with its event. */
  abstract judged(hour: Date, found: readonly Pattern[]): Promise<void>;
  /** What was found in a period, at most so many. */
  abstract patterns(period: Period, limit: number): Promise<readonly Pattern[]>;
  /** The most active of a kind over a period. */
  abstract most(kind: ActivityKind, period: Period, limit: number): Promise<readonly Omit<Activity, 'hour' | 'kind'>[]>;
}
