import { auditEvent, eventTypes } from '@paraph/contracts';
import { leafHash } from '@paraph/kernel';
import type { Appended, ArrivedEvent, EventLog, Leaf } from './event-log.js';

/** Gives arrived events their place in the log. What is no event of its source is kept apart, never dropped. */
export class RecordEvents {
  constructor(private readonly log: EventLog) {}

  /** Returns when all is durable; only then may the messages be acknowledged. */
  async run(arrived: readonly ArrivedEvent[]): Promise<Appended[]> {
    const read = arrived.map((one) => ({ one, leaf: readLeaf(one) }));
    const leaves = read.flatMap(({ leaf }) => (typeof leaf === 'string' ? [] : [leaf]));
    const outcomes = leaves.length > 0 ? await this.log.append(leaves) : [];
    const results: Appended[] = [];
    for (const { one, leaf } of read) {
      const outcome = typeof leaf === 'string' ? 'refused' : (outcomes.shift() ?? 'refused');
      if (outcome === 'refused') await this.log.refuse(one, typeof leaf === 'string' ? leaf : 'another event has this identifier or place in its source');
      results.push(outcome);
    }
    return results;
  }
}

/** The leaf of an arrived event, or why it is none. */
function readLeaf(arrived: ArrivedEvent): Leaf | string {
  const parsed = auditEvent.safeParse(parseJson(arrived.body));
  if (!parsed.success) return 'not the shape of an event';
  const { id, source, sequence, type, occurredAt } = parsed.data;
  if (source !== arrived.source) return `${arrived.source} may not record events of ${source}`;
  if (!(eventTypes[source] as readonly string[]).includes(type)) return `${source} has no event type ${type}`;
  return { id, source, sequence, type, occurredAt, body: arrived.body, leafHash: leafHash(arrived.body) };
}

/** The JSON of a text; undefined for what is none, and for text no database can hold: NUL, or half of a surrogate pair. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, (key: string, value: unknown) => {
      if (![key, value].every(isStorable)) throw new TypeError('text that cannot be stored');
      return value;
    });
  } catch {
    return undefined;
  }
}

function isStorable(value: unknown): boolean {
  return typeof value !== 'string' || (value.isWellFormed() && !value.includes('\0'));
}
