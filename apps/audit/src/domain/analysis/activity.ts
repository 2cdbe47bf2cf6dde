import type { AuditEvent } from '@paraph/contracts';

/**
 * What is counted of each hour. `event`: events by source and type; `failure`: failed tries by whoever made them; `role`: acts of operators; `delay`: the
 * shortest time from an event to the log, in milliseconds.
 */
export const activityKinds = ['event', 'failure', 'role', 'delay'] as const;
export type ActivityKind = (typeof activityKinds)[number];

/** One number of one hour. */
export interface Activity {
  /** Its beginning. */
  readonly hour: Date;
  readonly kind: ActivityKind;
  readonly subject: string;
  readonly count: number;
}

const HOUR_MS = 3_600_000;

/** The beginning of the hour of a moment. */
export function hourOf(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / HOUR_MS) * HOUR_MS);
}

/** Sums of activity, of any number of events. */
export class ActivityTally {
  private readonly counts = new Map<string, Activity>();

  /** Adds what one event counts for. */
  add({ source, type, outcome, occurredAt, actor, recipient, requester }: AuditEvent, receivedAt: Date): void {
    const occurred = new Date(occurredAt);
    const hour = hourOf(occurred);
    this.count({ hour, kind: 'event', subject: `${source} ${type}`, count: 1 });
    this.count({ hour, kind: 'delay', subject: source, count: receivedAt.getTime() - occurred.getTime() });
    if (actor.kind === 'operator') this.count({ hour, kind: 'role', subject: `${actor.id} ${type}`, count: 1 });
    // Whoever tries, and whoever it is tried on: by identifiers of ours, never by an address (AUD-09, PRV-01).
    if (outcome !== 'failure') return;
    const concerned = new Set([...(actor.kind === 'system' ? [] : [actor.id]), recipient, requester].filter((one) => one !== undefined));
    for (const one of concerned) this.count({ hour, kind: 'failure', subject: one, count: 1 });
  }

  all(): readonly Activity[] {
    return [...this.counts.values()];
  }

  private count(one: Activity): void {
    const key = `${one.hour.getTime()} ${one.kind} ${one.subject}`;
    const known = this.counts.get(key);
    const count = known === undefined ? one.count : together(one.kind, known.count, one.count);
    this.counts.set(key, { ...one, count });
  }
}

/** Two numbers of the same thing in the same hour. */
export function together(kind: ActivityKind, one: number, other: number): number {
  return kind === 'delay' ? Math.min(one, other) : one + other;
}
