import { describe, expect, it } from '@jest/globals';
import { eventsOfMessage } from '@paraph/contracts';
import fc from 'fast-check';
import { messagesOf, type WaitingEvent } from './event-messages.js';
import { MAX_EVENT_BYTES } from './event-text.js';

/** What a stream takes of body and headers together. */
const STREAM_TAKES = 65_536;

const event = (sequence: number, body = `{"sequence":${sequence}}`): WaitingEvent => ({
  id: `evt_${sequence}`,
  sequence: String(sequence),
  type: 'signature-made',
  body,
});
const numbered = (count: number, body?: string) => Array.from({ length: count }, (_, index) => event(index + 1, body));

describe('events on their way', () => {
  it('are one message, under a name of exactly these', () => {
    const [message, ...others] = messagesOf('sam', numbered(3));
    expect(others).toEqual([]);
    expect(message).toMatchObject({ subject: 'paraph.event.sam.several', places: '1,2,3', body: '{"sequence":1}\n{"sequence":2}\n{"sequence":3}' });
    expect(message?.id).toMatch(/^evts_[\w-]{43}$/);
    expect(messagesOf('sam', numbered(3))[0]?.id).toBe(message?.id);
    expect(messagesOf('sam', numbered(3), 1)[0]?.id).toBe(`${message?.id}.1`);
    for (const other of [numbered(2), numbered(4), numbered(3).toReversed(), numbered(4).slice(1)])
      expect(messagesOf('sam', other)[0]?.id).not.toBe(message?.id);
  });

  it('are a message of their own kind and name where one is alone', () => {
    expect(messagesOf('identity', [event(7)])).toEqual([{ subject: 'paraph.event.identity.signature-made', id: 'evt_7', places: '7', body: '{"sequence":7}' }]);
  });

  it('are no message where there are none', () => {
    expect(messagesOf('sam', [])).toEqual([]);
  });

  it('go alone when they were spoilt by a line break, and hold up none of the others', () => {
    const messages = messagesOf('sam', [event(1), event(2), event(3, 'spo\nilt'), event(4), event(5)]);
    expect(messages.map(({ places }) => places)).toEqual(['1,2', '3', '4,5']);
    expect(messages.flatMap(({ body, places }) => eventsOfMessage(body, places))).toEqual(
      [event(1), event(2), event(3, 'spo\nilt'), event(4), event(5)].map(readable),
    );
  });

  it('arrive as they are, in their order, and never in more than the stream takes', () => {
    const body = fc.oneof(
      fc.string({ maxLength: 300 }),
      fc.string({ unit: 'grapheme', minLength: 5_000, maxLength: 20_000 }),
      fc.constant('x'.repeat(MAX_EVENT_BYTES)),
    );
    const waiting = fc.array(body, { maxLength: 600 }).map((bodies) => bodies.map((one, index) => event(900_000_000_000_000 + index, one)));
    fc.assert(
      fc.property(waiting, (events) => {
        const messages = messagesOf('sam', events);
        expect(messages.flatMap(({ body: text, places }) => eventsOfMessage(text, places))).toEqual(events.map(readable));
        for (const { body: text, places, id } of messages) expect(Buffer.byteLength(text) + places.length + id.length + 100).toBeLessThan(STREAM_TAKES);
      }),
      { numRuns: 30 },
    );
  });

  it('are few messages: as many as fit stand in each', () => {
    expect(messagesOf('sam', numbered(500, 'x'.repeat(100))).map(({ places }) => places.split(',').length)).toEqual([200, 200, 100]);
    expect(messagesOf('sam', numbered(10, 'x'.repeat(20_000 - 1))).map(({ places }) => places.split(',').length)).toEqual([3, 3, 3, 1]);
  });
});

function readable({ body, sequence }: WaitingEvent) {
  return { body, sequence: Number(sequence) };
}
