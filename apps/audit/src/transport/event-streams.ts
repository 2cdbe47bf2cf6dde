import type { ShownEvent } from '@paraph/contracts';
import { csvLine } from './csv.js';
import { showEvent } from './show-event.js';
import type { LoggedEvent } from '../domain/event-log.js';

/** A form in which all that matches is written, however much it is. */
interface EventStream {
  readonly name: string;
  readonly mediaType: string;
  readonly fileName: string;
  write(events: AsyncIterable<LoggedEvent>): AsyncGenerator<string>;
}

/** Lines are handed on so many characters at a time: a write for each would cost more than the line. */
const PIECE = 64_000;

const columns = [
  'position',
  'receivedAt',
  'occurredAt',
  'source',
  'sequence',
  'type',
  'outcome',
  'actorKind',
  'actor',
  'recipient',
  'requester',
  'present',
  'cause',
  'correlationId',
  'digests',
  'particulars',
  'leafHash',
] as const;

/** What `GET events` can be had as besides JSON. */
export const eventStreams: readonly EventStream[] = [
  { name: 'csv', mediaType: 'text/csv', fileName: 'events.csv', write: (events) => pieces(csvLines(events)) },
  { name: 'jsonl', mediaType: 'application/jsonl', fileName: 'events.jsonl', write: (events) => pieces(jsonLines(events)) },
];

async function* jsonLines(events: AsyncIterable<LoggedEvent>): AsyncGenerator<string> {
  for await (const event of events) yield `${JSON.stringify(showEvent(event))}\n`;
}

async function* csvLines(events: AsyncIterable<LoggedEvent>): AsyncGenerator<string> {
  yield csvLine(columns);
  for await (const one of events) {
    const { event, position, receivedAt, leafHash } = showEvent(one);
    const cells = { position: String(position), receivedAt, leafHash, ...(event === undefined ? { type: one.type } : cellsOf(event)) };
    yield csvLine(columns.map((column) => (cells as Partial<Record<string, string>>)[column] ?? ''));
  }
}

function cellsOf(event: NonNullable<ShownEvent['event']>): Partial<Record<(typeof columns)[number], string>> {
  const { actor, present, digests, particulars, occurredAt, source, sequence, type, outcome, recipient, requester, cause, correlationId } = event;
  const texts = { occurredAt, source, type, outcome, recipient, requester, cause, correlationId, actorKind: actor?.kind, actor: actor?.id };
  return {
    ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined)),
    sequence: String(sequence),
    present: present?.join(' ') ?? '',
    digests: digests?.join(' ') ?? '',
    particulars: JSON.stringify(particulars ?? {}),
  };
}

async function* pieces(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = '';
  for await (const line of lines) {
    piece += line;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}
