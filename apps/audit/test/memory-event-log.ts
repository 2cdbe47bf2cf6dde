import type { EventSource } from '@paraph/contracts';
import {
  EventLog,
  type Appended,
  type ArrivedEvent,
  type EventFilter,
  type Leaf,
  type LoggedEvent,
  type Page,
  type SequenceState,
} from '../src/domain/event-log.js';

/** The log in memory, held to the same suite as PostgreSQL's. */
export class MemoryEventLog extends EventLog {
  readonly leaves: Leaf[] = [];
  readonly refused: { arrived: ArrivedEvent; reason: string }[] = [];

  override async append(leaves: readonly Leaf[]): Promise<Appended[]> {
    return leaves.map((leaf) => {
      const same = this.leaves.find((one) => one.source === leaf.source && (one.id === leaf.id || one.sequence === leaf.sequence));
      if (same) return same.id === leaf.id && same.body === leaf.body ? 'repeated' : 'refused';
      this.leaves.push(leaf);
      return 'logged';
    });
  }

  override async refuse(arrived: ArrivedEvent, reason: string): Promise<void> {
    this.refused.push({ arrived, reason });
  }

  override async read(filter: EventFilter, page: Page): Promise<LoggedEvent[]> {
    return this.leaves
      .map((leaf, position) => ({ ...leaf, position, receivedAt: new Date(0) }))
      .filter((one) => one.position > page.after && matches(one, filter))
      .slice(0, page.limit)
      .map(({ position, source, sequence, type, body, leafHash, receivedAt }) => ({ position, source, sequence, type, body, leafHash, receivedAt }));
  }

  override async sequences(): Promise<SequenceState[]> {
    const sources = [...new Set(this.leaves.map((leaf) => leaf.source))].sort();
    return sources.map((source) => {
      const numbers = this.leaves.filter((leaf) => leaf.source === source).map((leaf) => leaf.sequence);
      const last = Math.max(...numbers);
      const missing = Array.from({ length: last }, (_, index) => index + 1).filter((one) => !numbers.includes(one));
      return { source, last, count: numbers.length, missing: missing.slice(0, 10) };
    });
  }

  override async missing(source: EventSource, after: number, upTo: number): Promise<number[]> {
    const there = new Set(this.leaves.filter((leaf) => leaf.source === source).map((leaf) => leaf.sequence));
    return Array.from({ length: Math.max(0, upTo - after) }, (_, index) => after + index + 1).filter((one) => !there.has(one));
  }

  override async refusedCount(): Promise<number> {
    return this.refused.length;
  }
}

function matches(leaf: Leaf, filter: EventFilter): boolean {
  const event = JSON.parse(leaf.body) as { outcome: string; actor: { id: string }; correlationId?: string; particulars: Record<string, string> };
  const moment = Date.parse(leaf.occurredAt);
  return (
    (filter.source === undefined || leaf.source === filter.source) &&
    (filter.type === undefined || leaf.type === filter.type) &&
    (filter.outcome === undefined || event.outcome === filter.outcome) &&
    (filter.actor === undefined || event.actor.id === filter.actor) &&
    (filter.correlationId === undefined || event.correlationId === filter.correlationId) &&
    (filter.particular === undefined || Object.values(event.particulars).includes(filter.particular)) &&
    (filter.from === undefined || moment >= filter.from.getTime()) &&
    (filter.to === undefined || moment < filter.to.getTime())
  );
}
