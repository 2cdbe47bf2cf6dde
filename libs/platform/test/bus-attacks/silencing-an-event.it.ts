/**
 * A neighbour that silences an event: JetStream drops a message whose Nats-Msg-Id it has seen in the same stream, whatever the
 * subject. So who could publish an event's id first, into the stream the event goes to, would have it acknowledged and never stored.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream, type JetStreamManager } from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
import { busServices, eventSources, eventStream } from '@paraph/contracts';
import { HostileBus } from './hostile-bus.js';

let bus: HostileBus;
let manager: JetStreamManager;

beforeAll(async () => {
  bus = await HostileBus.start();
  manager = await bus.makeStreams(await bus.as('audit'), ...eventSources);
});
afterAll(() => bus.stop());

/** The SAM's own event, with an id that the attacker has guessed. */
const record = async (id: string) => jetstream((await bus.as('sam')).connection).publish('paraph.event.sam.signature-made', `the event ${id}`, { msgID: id });

/** What comes next in the SAM's stream; junk that was let in would come first. */
async function next(): Promise<string | undefined> {
  const consumer = await jetstream((await bus.as('audit')).connection).consumers.get(eventStream('sam'), 'audit');
  const message = await consumer.next({ expires: 1_000 });
  message?.ack();
  return message?.string();
}

const withId = (id: string) => {
  const made = headers();
  made.set('Nats-Msg-Id', id);
  return { headers: made };
};

describe('an event of the SAM', () => {
  it('is stored, and a repetition of it is known by its id: the control', async () => {
    expect(await record('evt_control')).toMatchObject({ stream: 'EVENT_SAM', duplicate: false });
    expect(await record('evt_control')).toMatchObject({ stream: 'EVENT_SAM', duplicate: true });
    expect([await next(), await next()]).toEqual(['the event evt_control', undefined]);
  });

  it.each(eventSources.filter((source) => source !== 'sam'))('is stored although %s has published its id on its own subject first', async (source) => {
    const id = `evt_${source}`;
    const mine = await jetstream((await bus.as(source)).connection).publish(`paraph.event.${source}.service-started`, 'junk', { msgID: id });
    expect(mine).toMatchObject({ stream: eventStream(source), duplicate: false });
    expect(await record(id)).toMatchObject({ stream: 'EVENT_SAM', duplicate: false });
    expect(await next()).toBe(`the event ${id}`);
  });

  it.each(busServices.filter((one) => one !== 'sam'))('is stored although %s has tried to publish its id on the SAM’s subject first', async (service) => {
    const id = `evt_by_${service}`;
    const tries = ['signature-made', 'service-started', 'x'].map((type) => ({ subject: `paraph.event.sam.${type}`, payload: 'junk', options: withId(id) }));
    expect(await (await bus.as(service)).refusedPublications(...tries)).toEqual(tries.map((one) => one.subject));
    expect(await record(id)).toMatchObject({ duplicate: false });
    expect(await next()).toBe(`the event ${id}`);
  });

  it('has a stream that no other source’s subject leads into', async () => {
    for (const source of eventSources) {
      const { config } = await manager.streams.add({ name: eventStream(source), subjects: [`paraph.event.${source}.*`] });
      expect(config.subjects).toEqual([`paraph.event.${source}.*`]);
    }
  });
});
