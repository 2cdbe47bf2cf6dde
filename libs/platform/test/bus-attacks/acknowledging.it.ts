/** A neighbour that acknowledges what audit has not read: the event would not come again, and be in no log. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import { busServices, eventSources, eventStream } from '@paraph/contracts';
import { HostileBus } from './hostile-bus.js';

let bus: HostileBus;

beforeAll(async () => {
  bus = await HostileBus.start();
  await bus.makeStreams(await bus.as('audit'), ...eventSources);
});
afterAll(() => bus.stop());

const taken = async () => {
  const consumer = await jetstream((await bus.as('audit')).connection).consumers.get(eventStream('sam'), 'audit');
  return consumer.next({ expires: 1_000 });
};
const record = async () => jetstream((await bus.as('sam')).connection).publish('paraph.event.sam.signature-made', 'an event');

describe('a message that audit has taken', () => {
  it('does not come again once audit has acknowledged it: the control', async () => {
    await record();
    expect(await (await taken())?.ackAck()).toBe(true);
    expect(await taken()).toBeNull();
  });

  it.each(busServices.filter((service) => service !== 'audit'))('comes again although %s has tried to acknowledge it', async (service) => {
    await record();
    const first = await taken();
    // Where a message is acknowledged is not among the members the library shows, and no secret either.
    const subject = (first as unknown as { reply: string }).reply;
    expect(subject).toMatch(/^\$JS\.ACK\.EVENT_SAM\.audit\./);
    const words = ['', '+ACK', '+TERM', '-NAK {"delay": 99999999999}', '+WPI'];
    const tries = words.flatMap((payload) => [
      { subject, payload },
      { subject: subject.replace('$JS.ACK.', '$JS.ACK._.ACCOUNT.'), payload },
    ]);
    expect(await (await bus.as(service)).refusedPublications(...tries)).toEqual(tries.map((one) => one.subject));
    first?.nak();
    const again = await taken();
    expect({ body: again?.string(), redelivered: again?.redelivered, acknowledged: await again?.ackAck() }).toEqual({
      body: 'an event',
      redelivered: true,
      acknowledged: true,
    });
  });
});
