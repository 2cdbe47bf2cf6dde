/** A neighbour that writes events in another's name, or takes back its own with the headers JetStream knows for that. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
import { busServices, eventSources, eventTypes } from '@paraph/contracts';
import { HostileBus } from './hostile-bus.js';

let bus: HostileBus;

beforeAll(async () => {
  bus = await HostileBus.start();
  await bus.makeStreams(await bus.as('audit'), ...eventSources);
});
afterAll(() => bus.stop());

describe.each(busServices)('%s', (self) => {
  const every = eventSources.flatMap((source) => [...eventTypes[source], 'x'].map((type) => ({ source, subject: `paraph.event.${source}.${type}` })));
  const own = every.filter(({ source }) => source === self).map(({ subject }) => subject);

  it(own.length > 0 ? 'may record its own events and no others' : 'may record no event', async () => {
    const refused = new Set(await (await bus.as(self)).refusedPublications(...every));
    expect(every.map(({ subject }) => subject).filter((subject) => !refused.has(subject))).toEqual(own);
  });

  it('may not listen to events', async () => {
    const wanted = ['paraph.event.>', 'paraph.event.*.*', ...eventSources.map((source) => `paraph.event.${source}.*`)];
    expect(await (await bus.as(self)).refusedListening(...wanted.map((subject) => ({ subject })))).toEqual(wanted);
  });
});

describe('a source’s own events', () => {
  const publish = async (name?: string, value = 'all') => {
    const made = headers();
    if (name) made.set(name, value);
    return jetstream((await bus.as('identity')).connection, { timeout: 2_000 }).publish('paraph.event.identity.token-issued', 'an event', { headers: made });
  };

  it('are stored: the control', async () => {
    expect(await publish()).toMatchObject({ stream: 'EVENT_IDENTITY' });
  });

  it.each([
    ['emptying the stream', 'Nats-Rollup', 'all'],
    ['replacing the ones before it', 'Nats-Rollup', 'sub'],
    ['pretending that the stream is empty', 'Nats-Expected-Last-Sequence', '0'],
    ['pretending that it is another stream', 'Nats-Expected-Stream', 'EVENT_SAM'],
  ])('cannot be taken back by %s', async (_case, header, value) => {
    await publish();
    await expect(publish(header, value)).rejects.toThrow();
  });
});
