import type { EventSource } from '@paraph/contracts';
import {
  EventLog,
  type Appended,
  type ArrivedEvent,
  type EventFilter,
  type Leaf,
  type LoggedEvent,
  type LogMonth,
  type Page,
  type SequenceState,
} from '../src/domain/event-log.js';

/** The log in memory, held to the same suite as PostgreSQL's. */
export class MemoryEventLog extends EventLog {
  readonly leaves: Leaf[] = [];
  readonly refused: { arrived: ArrivedEvent; reason: string }[] = [];
  /** Of which refusals an event was recorded. */
  readonly recorded: ArrivedEvent[] = [];
  private readonly setAside = new Set<string>();

  override async append(leaves: readonly Leaf[]): Promise<Appended[]> {
    return leaves.map((leaf) => {
      const same = this.leaves.find((one) => one.source === leaf.source && (one.id === leaf.id || one.sequence === leaf.sequence));
      if (same) return same.id === leaf.id && same.body === leaf.body ? 'repeated' : 'contradicts';
      if (Number(leaf.occurredAt.slice(0, 4)) === 0 || /:\s*-?\d+e\d{6,}/i.test(leaf.body)) return 'unstorable';
      this.leaves.push(leaf);
      return 'logged';
    });
  }

  override async refuse(arrived: ArrivedEvent, reason: string): Promise<boolean> {
    const { source, sequence } = arrived;
    const isNew = !this.refused.some((one) => one.arrived.source === source && one.arrived.body === arrived.body);
    if (isNew) this.refused.push({ arrived, reason });
    if (sequence !== undefined) this.setAside.add(`${source} ${sequence}`);
    if (isNew && source !== 'audit') this.recorded.push(arrived);
    return isNew;
  }

  override async read(filter: EventFilter, page: Page): Promise<LoggedEvent[]> {
    const all = this.leaves.map((leaf, position) => ({ ...leaf, position })).filter((one) => matches(one, filter));
    const asked = 'before' in page ? all.filter(({ position }) => position < page.before).reverse() : all.filter(({ position }) => position > page.after);
    return asked.slice(0, page.limit).map(({ position, source, sequence, type, outcome, occurredAt, body, leafHash }) => {
      return { position, source, sequence, type, outcome, occurredAt: new Date(occurredAt), body, leafHash, receivedAt: new Date(0) };
    });
  }

  override async months(): Promise<LogMonth[]> {
    return this.leaves.length === 0 ? [] : [{ month: '1970-01', from: 0 }];
  }

  override async sequences(): Promise<SequenceState[]> {
    const sources = [...new Set(this.leaves.map((leaf) => leaf.source))].sort();
    return sources.map((source) => {
      const numbers = new Set(this.leaves.filter((leaf) => leaf.source === source).map((leaf) => leaf.sequence));
      const aside = [...this.setAside].filter((one) => one.startsWith(`${source} `)).map((one) => Number(one.slice(source.length + 1)));
      const last = Math.max(...numbers);
      return {
        source,
        last,
        count: numbers.size,
        missing: this.gaps(source, { after: 0, upTo: last, most: 10 }),
        setAside: aside
          .filter((one) => !numbers.has(one))
          .sort((one, other) => one - other)
          .slice(0, 10),
      };
    });
  }

  override async missing(source: EventSource, after: number, upTo: number): Promise<number[]> {
    return this.gaps(source, { after, upTo, most: 500 });
  }

  private gaps(source: EventSource, { after, upTo, most }: { after: number; upTo: number; most: number }): number[] {
    const there = new Set(this.leaves.filter((leaf) => leaf.source === source).map((leaf) => leaf.sequence));
    const gaps: number[] = [];
    for (let number = after + 1; number <= upTo && gaps.length < most; number += 1)
      if (!there.has(number) && !this.setAside.has(`${source} ${number}`)) gaps.push(number);
    return gaps;
  }

  override async refusedCount(): Promise<number> {
    return this.refused.length;
  }
}

function matches(leaf: Leaf, filter: EventFilter): boolean {
  const event = JSON.parse(leaf.body) as { actor: { id: string }; correlationId?: string };
  const moment = Date.parse(leaf.occurredAt);
  return (
    (filter.source === undefined || leaf.source === filter.source) &&
    (filter.type === undefined || leaf.type === filter.type) &&
    leaf.type !== filter.exceptType &&
    (filter.types === undefined || filter.types.includes(leaf.type)) &&
    (filter.outcome === undefined || leaf.outcome === filter.outcome) &&
    (filter.actor === undefined || event.actor.id === filter.actor) &&
    (filter.correlationId === undefined || event.correlationId === filter.correlationId) &&
    [...(filter.terms ?? []), ...(filter.particular === undefined ? [] : [filter.particular])].every((term) => leaf.terms.includes(term)) &&
    (filter.anyTerm === undefined || filter.anyTerm.some((term) => leaf.terms.includes(term))) &&
    (filter.from === undefined || moment >= filter.from.getTime()) &&
    (filter.to === undefined || moment < filter.to.getTime())
  );
}
