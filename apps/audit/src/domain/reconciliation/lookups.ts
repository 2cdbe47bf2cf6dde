import type { AuditEvent } from '@paraph/contracts';
import { RelatedEvents, type Check, type Lookup } from './check.js';
import type { EventFinder, FoundEvent } from './event-finder.js';

/** Things whose events are remembered, of each way to look them up: a credential that signs all day is asked for once. */
const REMEMBERED = 2_000;

/** What belongs to the events that a check looks at, fetched for a page at once and remembered for the next ones. */
export class Lookups {
  private readonly remembered: ReadonlyMap<Lookup, Map<string, readonly FoundEvent[]>>;

  constructor(
    private readonly finder: EventFinder,
    check: Check,
  ) {
    this.remembered = new Map(check.lookups.map((lookup) => [lookup, new Map()]));
  }

  async of(page: readonly AuditEvent[]): Promise<RelatedEvents> {
    const found: FoundEvent[] = [];
    for (const [lookup, known] of this.remembered) {
      const terms = new Set(page.flatMap(({ particulars }) => particulars[lookup.by] ?? []));
      await this.fetch(
        lookup,
        known,
        [...terms].filter((term) => !known.has(term)),
      );
      for (const term of terms) found.push(...(known.get(term) ?? []));
      forgetOldest(known);
    }
    return new RelatedEvents(found);
  }

  private async fetch(lookup: Lookup, known: Map<string, readonly FoundEvent[]>, terms: readonly string[]): Promise<void> {
    if (terms.length === 0) return;
    const byTerm = new Map<string, FoundEvent[]>(terms.map((term) => [term, []]));
    for (const one of await this.finder.related(lookup.types, terms))
      for (const value of new Set(Object.values(one.event.particulars))) byTerm.get(value)?.push(one);
    for (const [term, events] of byTerm) known.set(term, events);
  }
}

function forgetOldest(known: Map<string, unknown>): void {
  for (const term of known.keys()) {
    if (known.size <= REMEMBERED) return;
    known.delete(term);
  }
}
