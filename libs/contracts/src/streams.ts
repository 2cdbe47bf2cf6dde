import type { EventSource } from './services.js';

/** The JetStream stream that carries one source's events. */
export function eventStream(source: EventSource): string {
  return `EVENT_${source.toUpperCase().replaceAll('-', '_')}`;
}

/** The subject of one event. */
export function eventSubject(source: EventSource, type: string): string {
  return `paraph.event.${source}.${type}`;
}

/** The subjects of a source's events, all of them. */
export function eventSubjects(source: EventSource): string {
  return eventSubject(source, '*');
}

/** Header beside an event: its place in its source's sequence, for when the event itself cannot be read. */
export const SEQUENCE_HEADER = 'Paraph-Sequence';

/** The durable consumer through which audit reads a stream. */
export const AUDIT_CONSUMER = 'audit';
