import { auditEvent, eventTypes } from '@paraph/contracts';
import { leafHash } from '@paraph/kernel';
import type { Appended, ArrivedEvent, EventLog, Leaf } from './event-log.js';
import { searchTerms } from './search-terms.js';

/** What became of an arrived message: `refused` the first time, `refused-before` when the same came again. */
export type Recorded = 'logged' | 'repeated' | 'refused' | 'refused-before';

const REASONS = {
  contradicts: 'another event has this identifier or place in its source',
  unstorable: 'the database cannot hold it',
} as const satisfies Record<Exclude<Appended, 'logged' | 'repeated'>, string>;

/** Gives arrived events their place in the log. What is no event of its source is kept apart, never dropped. */
export class RecordEvents {
  constructor(private readonly log: EventLog) {}

  /** Returns when all is durable; only then may the messages be acknowledged. */
  async run(arrived: readonly ArrivedEvent[]): Promise<Recorded[]> {
    const read = arrived.map((one) => ({ one, leaf: readLeaf(one) }));
    const leaves = read.flatMap(({ leaf }) => (typeof leaf === 'string' ? [] : [leaf]));
    const outcomes = leaves.length > 0 ? await this.log.append(leaves) : [];
    const results: Recorded[] = [];
    for (const { one, leaf } of read) {
      const outcome = typeof leaf === 'string' ? 'unreadable' : (outcomes.shift() ?? 'unstorable');
      if (outcome === 'logged' || outcome === 'repeated') results.push(outcome);
      else if (typeof leaf === 'string') results.push(await this.refuse(one, one.sequence ?? writtenSequence(one.body), leaf));
      else results.push(await this.refuse(one, leaf.sequence, outcome === 'contradicts' ? REASONS.contradicts : REASONS.unstorable));
    }
    return results;
  }

  private async refuse(arrived: ArrivedEvent, sequence: number | undefined, reason: string): Promise<Recorded> {
    const first = await this.log.refuse({ ...arrived, ...(sequence === undefined ? {} : { sequence }) }, reason);
    return first ? 'refused' : 'refused-before';
  }
}

/** The leaf of an arrived event, or why it is none. */
function readLeaf(arrived: ArrivedEvent): Leaf | string {
  const parsed = auditEvent.safeParse(parseJson(arrived.body));
  if (!parsed.success) return 'not the shape of an event';
  const { id, source, sequence, type, occurredAt, outcome } = parsed.data;
  if (source !== arrived.source) return `${arrived.source} may not record events of ${source}`;
  if (!(eventTypes[source] as readonly string[]).includes(type)) return `${source} has no event type ${type}`;
  return { id, source, sequence, type, occurredAt, outcome, terms: searchTerms(parsed.data), body: arrived.body, leafHash: leafHash(arrived.body) };
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

/** The place that stands in a text which is JSON but no event. */
function writtenSequence(body: string): number | undefined {
  try {
    const sequence: unknown = (JSON.parse(body) as { sequence?: unknown } | null)?.sequence;
    return typeof sequence === 'number' && Number.isSafeInteger(sequence) && sequence > 0 ? sequence : undefined;
  } catch {
    return undefined;
  }
}
