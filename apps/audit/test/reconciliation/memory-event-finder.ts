import type { AuditEvent } from '@paraph/contracts';
import { EventFinder, type FoundEvent, type MissingPlace, type Period, type Types } from '../../src/domain/reconciliation/event-finder.js';

const PAGE = 3;

/** A log in memory, of which a page has few events so that a story has several. */
export class MemoryEventFinder extends EventFinder {
  /** How often something was looked up. */
  asked = 0;
  whole = true;
  private readonly found: FoundEvent[];

  constructor(events: readonly AuditEvent[]) {
    super();
    this.found = events.map((event, position) => ({ position, receivedAt: new Date(event.occurredAt), event }));
  }

  override async *scan(types: Types, { from, to }: Period): AsyncIterable<readonly FoundEvent[]> {
    const all = this.found.filter(
      ({ event }) => types.includes(event.type) && Date.parse(event.occurredAt) >= from.getTime() && Date.parse(event.occurredAt) < to.getTime(),
    );
    for (let first = 0; first < all.length; first += PAGE) yield all.slice(first, first + PAGE);
  }

  override async related(types: Types, terms: readonly string[]): Promise<readonly FoundEvent[]> {
    this.asked += 1;
    return this.found.filter(({ event }) => types.includes(event.type) && Object.values(event.particulars).some((value) => terms.includes(value)));
  }

  override async at(position: number): Promise<FoundEvent | undefined> {
    return this.found[position];
  }

  override async missing(before: Date): Promise<readonly MissingPlace[]> {
    const missing: MissingPlace[] = [];
    for (const source of new Set(this.found.map(({ event }) => event.source))) {
      const known = this.found.filter(({ event }) => event.source === source);
      for (let sequence = 1, last = Math.max(...known.map(({ event }) => event.sequence)); sequence < last; sequence += 1) {
        const next = known.find(({ event }) => event.sequence > sequence);
        if (!known.some(({ event }) => event.sequence === sequence) && next && next.receivedAt < before)
          missing.push({ source, sequence, position: next.position });
      }
    }
    return missing;
  }

  override async isWhole(): Promise<boolean> {
    return this.whole;
  }
}
