import { rows } from '@paraph/platform';
import type { DataSource } from 'typeorm';
import type { EventFilter, LoggedEvent, Page } from '../domain/event-log.js';
import { isSource } from '../domain/search-terms.js';
import { stretchesToLookAt, type Positions } from './log-stretches.js';
import { termKey } from './term-key.js';

interface EventRow {
  readonly position: string;
  readonly source: LoggedEvent['source'];
  readonly sequence: string;
  readonly type: string;
  readonly outcome: LoggedEvent['outcome'];
  readonly occurred_at: Date;
  readonly body: string;
  readonly leaf_hash: Buffer;
  readonly received_at: Date;
}

const COLUMNS =
  'event.position, event.source, event.sequence, event.type, event.outcome, event.occurred_at, event_text.body, event.leaf_hash, event.received_at';

/** Events of a page that match, from one stretch of the log after the other until the page is full. */
export async function findEvents(database: DataSource, filter: EventFilter, page: Page): Promise<LoggedEvent[]> {
  const found: EventRow[] = [];
  for (const stretch of await stretchesToLookAt(database, filter, page)) {
    const { sql, parameters } = statement(filter, { stretch, limit: page.limit - found.length, isBackwards: 'before' in page });
    found.push(...(await rows<EventRow>(database, sql, parameters)));
    if (found.length >= page.limit) break;
  }
  return found.map((row) => ({
    position: Number(row.position),
    source: row.source,
    sequence: Number(row.sequence),
    type: row.type,
    outcome: row.outcome,
    occurredAt: row.occurred_at,
    body: row.body,
    leafHash: new Uint8Array(row.leaf_hash),
    receivedAt: row.received_at,
  }));
}

/** One statement; no value ever becomes part of the text. */
function statement(
  filter: EventFilter,
  { stretch, limit, isBackwards }: { readonly stretch: Positions; readonly limit: number; readonly isBackwards: boolean },
): { readonly sql: string; readonly parameters: readonly unknown[] } {
  const parameters: unknown[] = [];
  const parameter = (value: unknown): string => `$${parameters.push(value)}`;
  const keys = (terms: readonly string[]): string => `${parameter(terms.map(termKey))}::uuid[]`;
  const [first, ...others] = termsOf(filter);
  const along = first === undefined ? filter.anyTerm : [first];
  const place = along === undefined ? 'event.position' : 'found.position';
  const conditions = [`${place} >= ${parameter(stretch.from)}`];
  if (stretch.to !== undefined) conditions.push(`${place} < ${parameter(stretch.to)}`);
  const alsoFound = (terms: readonly string[]): number =>
    conditions.push(
      `EXISTS (SELECT 1 FROM event_term AS other WHERE other.month = found.month AND other.term = ANY(${keys(terms)}) AND other.position = found.position)`,
    );
  for (const term of others) alsoFound([term]);
  if (first !== undefined && filter.anyTerm !== undefined) alsoFound(filter.anyTerm);
  const add = (value: unknown, condition: (place: string) => string): void => void (value !== undefined && conditions.push(condition(parameter(value))));
  add(filter.source, (one) => `event.source = ${one}`);
  add(filter.type, (one) => `event.type = ${one}`);
  add(filter.exceptType, (one) => `event.type <> ${one}`);
  add(filter.types, (one) => `event.type = ANY(${one}::text[])`);
  // As a constant, which the index of failures is chosen by.
  if (filter.outcome !== undefined) conditions.push(`event.outcome = '${filter.outcome === 'failure' ? 'failure' : 'success'}'`);
  add(filter.from, (one) => `event.occurred_at >= ${one}`);
  add(filter.to, (one) => `event.occurred_at < ${one}`);
  add(filter.actor, (one) => `event_text.body::jsonb -> 'actor' ->> 'id' = ${one}`);
  add(filter.correlationId, (one) => `event_text.body::jsonb ->> 'correlationId' = ${one}`);
  const end = (by: string): string => `ORDER BY ${by} ${isBackwards ? 'DESC' : 'ASC'} LIMIT ${Math.trunc(limit)}`;
  const matching = (from: string): string =>
    `SELECT ${COLUMNS} FROM ${from} JOIN event_text ON event_text.month = event.month AND event_text.position = event.position
     WHERE ${conditions.join(' AND ')} ${end(place)}`;
  if (along === undefined) return { sql: matching('event'), parameters };
  // Along the places of each term, which the index has in order; an event that several find is one.
  conditions.push('found.term = one.term');
  const each = matching('event_term AS found JOIN event ON event.position = found.position');
  return {
    sql: `SELECT DISTINCT ON (position) matching.* FROM unnest(${keys(along)}) AS one (term) CROSS JOIN LATERAL (${each}) AS matching ${end('position')}`,
    parameters,
  };
}

/** What the index is asked for. That a service did something is in none: the text tells. */
function termsOf({ actor, correlationId, particular, terms = [] }: EventFilter): readonly string[] {
  const named = [correlationId, particular, actor !== undefined && isSource(actor) ? undefined : actor];
  return [...new Set([...terms, ...named.filter((one) => one !== undefined)])];
}
