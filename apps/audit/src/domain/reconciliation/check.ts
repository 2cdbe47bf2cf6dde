import type { AuditEvent } from '@paraph/contracts';
import type { FoundEvent, Types } from './event-finder.js';
import type { Breach, RuleName } from './rules.js';

/** Events of some types that name the same thing as the one that is looked at. */
export interface Lookup {
  readonly types: Types;
  /** The particular by which it is named there. */
  readonly by: string;
}

/** One way to look at the log: events of some types, each with those that belong to it. */
export interface Check {
  /** The rules it judges by. */
  readonly rules: readonly RuleName[];
  readonly looksAt: Types;
  /** What is looked for beside them. */
  readonly lookups: readonly Lookup[];
  /** Whether it concerns all events until then, not those of the period only. */
  readonly isOverAll?: boolean;
  /** Younger ones may still be on their way to what belongs to them. Milliseconds. */
  readonly settledAfterMs: number;
  /** Whether it concerns this event. */
  readonly concerns?: (event: AuditEvent) => boolean;
  readonly judge: (found: FoundEvent, related: RelatedEvents, now: Date) => readonly Breach[];
}

/** What belongs to the events of one page. */
export class RelatedEvents {
  private readonly byTerm = new Map<string, AuditEvent[]>();

  constructor(found: readonly FoundEvent[]) {
    // What two lookups have found is one event.
    const once = new Map(found.map(({ position, event }) => [position, event]));
    for (const [, event] of [...once].sort(([one], [other]) => one - other))
      for (const [name, value] of Object.entries(event.particulars)) {
        const key = keyOf(event.type, name, value);
        const known = this.byTerm.get(key);
        if (known) known.push(event);
        else this.byTerm.set(key, [event]);
      }
  }

  /** Events of a type whose particular of this name has this value, in log order. */
  of(type: string, name: string, value: string | undefined): readonly AuditEvent[] {
    return value === undefined ? [] : (this.byTerm.get(keyOf(type, name, value)) ?? []);
  }

  has(type: string, name: string, value: string | undefined): boolean {
    return this.of(type, name, value).length > 0;
  }
}

/** Breaches of whatever does not hold. */
export function breaches(position: number, judged: readonly (readonly [rule: RuleName, subject: string | undefined, holds: boolean])[]): readonly Breach[] {
  return judged.flatMap(([rule, subject, holds]) => (holds ? [] : [{ rule, subject: subject ?? `event ${position}`, position }]));
}

function keyOf(type: string, name: string, value: string): string {
  return `${type} ${name} ${value}`;
}
