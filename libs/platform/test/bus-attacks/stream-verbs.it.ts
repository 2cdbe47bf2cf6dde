/**
 * A neighbour that uses JetStream's own interface: makes, changes, empties, copies or deletes a stream or a consumer, or reads past the
 * consumer. Each verb one by one, on each stream, for each process; JetStream stands in audit's account alone, and audit has five.
 */
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

/** Every subject of JetStream's interface about one stream and one consumer of it. */
const verbs = (stream: string, consumer: string) =>
  [
    ...['CREATE', 'UPDATE', 'DELETE', 'INFO', 'PURGE', 'SNAPSHOT', 'RESTORE', 'LEADER.STEPDOWN', 'PEER.REMOVE', 'CANCEL_MOVE', 'MOVE'].map(
      (verb) => `STREAM.${verb}.${stream}`,
    ),
    ...['MSG.GET', 'MSG.DELETE'].map((verb) => `STREAM.${verb}.${stream}`),
    ...[`DIRECT.GET.${stream}`, `DIRECT.GET.${stream}.paraph.event.x`, `CONSUMER.NAMES.${stream}`, `CONSUMER.LIST.${stream}`, `CONSUMER.CREATE.${stream}`],
    ...['CREATE', 'DURABLE.CREATE', 'DELETE', 'INFO', 'MSG.NEXT', 'PAUSE', 'RESET', 'UNPIN', 'LEADER.STEPDOWN'].map(
      (verb) => `CONSUMER.${verb}.${stream}.${consumer}`,
    ),
    `CONSUMER.CREATE.${stream}.${consumer}.paraph.event.x`,
  ].map((verb) => `$JS.API.${verb}`);

const general = [
  'INFO',
  'STREAM.NAMES',
  'STREAM.LIST',
  'STREAM.TEMPLATE.CREATE.x',
  'ACCOUNT.PURGE.SAM',
  'META.LEADER.STEPDOWN',
  'SERVER.REMOVE',
  'STREAM.CREATE.CAPTURE',
].map((verb) => `$JS.API.${verb}`);

const every = [
  ...general,
  ...[...eventSources.map(eventStream), 'CAPTURE'].flatMap((stream) => ['audit', 'mine'].flatMap((consumer) => verbs(stream, consumer))),
  ...verbs('*', '*').map((subject) => subject.replaceAll('*', 'x')),
  ...eventSources.flatMap((source) => verbs(eventStream(source), 'audit').map((subject) => subject.replace('$JS.', '$JS.hub.'))),
];

const needed = eventSources
  .map(eventStream)
  .flatMap((stream) => [
    `$JS.API.STREAM.CREATE.${stream}`,
    `$JS.API.CONSUMER.CREATE.${stream}.audit`,
    `$JS.API.CONSUMER.INFO.${stream}.audit`,
    `$JS.API.CONSUMER.MSG.NEXT.${stream}.audit`,
  ]);

describe.each(busServices.map((service) => [service, service === 'audit' ? needed : []] as const))('%s', (self, allowed) => {
  it(`may use ${allowed.length} of ${new Set(every).size} verbs`, async () => {
    // Without a reply subject nothing is answered, and what is refused is refused all the same.
    const subjects = [...new Set(every)];
    const harmless = subjects.map((subject) => ({ subject, payload: 'not JSON' }));
    const refused = new Set(await (await bus.as(self)).refusedPublications(...harmless));
    expect(subjects.filter((subject) => !refused.has(subject)).sort()).toEqual([...allowed].sort());
  });
});

describe('what audit may do is enough', () => {
  it('to make streams and consumers again, and to read and acknowledge: the control', async () => {
    const audit = await bus.as('audit');
    await bus.makeStreams(audit, ...eventSources);
    await jetstream((await bus.as('sam')).connection).publish('paraph.event.sam.service-started', 'an event');
    const consumer = await jetstream(audit.connection).consumers.get(eventStream('sam'), 'audit');
    const message = await consumer.next({ expires: 2_000 });
    expect({ body: message?.string(), acknowledged: await message?.ackAck() }).toEqual({ body: 'an event', acknowledged: true });
  });

  it('and not to give a stream another shape once it is there', async () => {
    const { connection } = await bus.as('audit');
    const answer = await connection.request(
      '$JS.API.STREAM.CREATE.EVENT_SAM',
      JSON.stringify({ name: 'EVENT_SAM', subjects: ['paraph.event.sam.*', 'paraph.sam.>'] }),
    );
    expect(answer.json()).toMatchObject({ error: { description: expect.stringMatching(/already in use/) } });
  });
});
