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

/** The durable consumer through which audit reads a stream. */
export const AUDIT_CONSUMER = 'audit';
