import { createHash } from 'node:crypto';
import { eventSubject, severalEventsSubject, type EventSource } from '@paraph/contracts';
import { MAX_EVENT_BYTES } from './event-text.js';

/** Most events in one message: their places have to fit beside them into what a stream takes (64 KiB). */
const MOST_EVENTS = 200;

/** An event that waits in an outbox. */
export interface WaitingEvent {
  readonly id: string;
  readonly sequence: string;
  readonly type: string;
  readonly body: string;
}

/** Events on their way to the log. */
export interface EventMessage {
  readonly subject: string;
  /** JetStream takes a message of one name once in two minutes. Of several events it names exactly these, so that no other message is taken for it. */
  readonly id: string;
  /** One event a line. */
  readonly body: string;
  /** The places of the events, for `SEQUENCE_HEADER`. */
  readonly places: string;
}

/**
 * Packs events into as few messages as the broker takes, in their order. What has a line break in it, which no event has that was not spoilt, goes alone.
 * `round` counts how often audit lacked what had been sent: a broker that dropped a message still knows its name, so what is sent again has another.
 */
export function messagesOf(source: EventSource, events: readonly WaitingEvent[], round = 0): readonly EventMessage[] {
  const packs: WaitingEvent[][] = [];
  let pack: WaitingEvent[] = [];
  let room = 0;
  for (const event of events) {
    const bytes = event.body.includes('\n') ? MAX_EVENT_BYTES : Buffer.byteLength(event.body) + 1;
    if (bytes > room || pack.length === MOST_EVENTS) {
      [pack, room] = [[], MAX_EVENT_BYTES];
      packs.push(pack);
    }
    pack.push(event);
    room -= bytes;
  }
  return packs.map((pack) => messageOf(source, pack, round));
}

function messageOf(source: EventSource, pack: readonly WaitingEvent[], round: number): EventMessage {
  const [only] = pack;
  const alone = only && pack.length === 1 ? { subject: eventSubject(source, only.type), id: only.id } : undefined;
  const ids = pack.map(({ id }) => id).join('\n');
  const { subject, id } = alone ?? { subject: severalEventsSubject(source), id: `evts_${createHash('sha256').update(ids).digest('base64url')}` };
  return {
    subject,
    id: round === 0 ? id : `${id}.${round}`,
    body: pack.map(({ body }) => body).join('\n'),
    places: pack.map(({ sequence }) => sequence).join(),
  };
}
