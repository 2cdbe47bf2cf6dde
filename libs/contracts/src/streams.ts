import type { EventSource } from './services.js';

/** The JetStream stream that carries one source's events. */
export function eventStream(source: EventSource): string {
  return `EVENT_${source.toUpperCase().replaceAll('-', '_')}`;
}

/** The subject of one event. */
export function eventSubject(source: EventSource, type: string): string {
  return `paraph.event.${source}.${type}`;
}

/** The subject of a message that carries several events of a source, whatever their types. */
export function severalEventsSubject(source: EventSource): string {
  return eventSubject(source, 'several');
}

/** The subjects of a source's events, all of them. */
export function eventSubjects(source: EventSource): string {
  return eventSubject(source, '*');
}

/**
 * Header beside the events of a message: the place of each in its source's sequence, in their order and with commas between, for when
 * an event itself cannot be read.
 */
export const SEQUENCE_HEADER = 'Paraph-Sequence';

/** The text of an event, with its place where that stood beside it. */
export interface EventText {
  readonly body: string;
  readonly sequence?: number;
}

const PLACE = /^[1-9]\d{0,14}$/;

/**
 * The events of a message. Several stand one on a line, each with a place in the header. Whatever does not add up is one text: that of the
 * only event, or what nobody can read.
 *
 * @param beside the value of `SEQUENCE_HEADER`; empty where there is none
 */
export function eventsOfMessage(body: string, beside: string): readonly EventText[] {
  const places = beside.split(',').map((place) => (PLACE.test(place) ? Number(place) : undefined));
  const [first] = places;
  if (places.length === 1) return [{ body, ...(first !== undefined && { sequence: first }) }];
  const lines = body.split('\n');
  const texts = lines.flatMap((line, at) => {
    const sequence = places[at];
    return sequence === undefined ? [] : [{ body: line, sequence }];
  });
  return texts.length === lines.length && lines.length === places.length ? texts : [{ body }];
}

/** The durable consumer through which audit reads a stream. */
export const AUDIT_CONSUMER = 'audit';
