/** Audit's streams on three servers that run the files of an installation (deploy/nats): each is on all of them, and outlives one. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { eventSources, eventStream, eventSubject, type BusService } from '@paraph/contracts';
import { connectBus, Log, Metrics } from '@paraph/platform';
import { startNatsCluster, whyNoCluster, type TestNatsCluster } from '@paraph/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventStreams } from '../src/adapters/event-streams.js';
import type { ArrivedEvent } from '../src/domain/event-log.js';
import type { RecordEvents } from '../src/domain/record-events.js';

const reason = whyNoCluster();
const clustered = reason === undefined ? describe : describe.skip;

let cluster: TestNatsCluster;
let audit: NatsConnection;
let sam: NatsConnection;
let streams: EventStreams;
const recorded: string[] = [];

const record = {
  run: async (events: readonly ArrivedEvent[]) => {
    recorded.push(...events.map(({ body }) => body));
    return events.map(() => 'recorded' as const);
  },
};

beforeAll(async () => {
  if (reason !== undefined) return;
  cluster = await startNatsCluster();
  const connected = (service: BusService): Promise<NatsConnection> =>
    connectBus(service, { url: cluster.urls.join(','), ca: cluster.ca, nkey: cluster.nkeys[service] });
  audit = await connected('audit');
  sam = await connected('sam');
  streams = new EventStreams(audit, record as unknown as RecordEvents, new Log('audit', 'silent'), {
    replicas: 3,
    mebibytes: 16,
    metrics: new Metrics('audit'),
  });
  streams.start();
  while (!streams.isReading()) await sleep(50);
}, 60_000);

afterAll(async () => {
  if (reason !== undefined) return;
  await streams.stop();
  await Promise.all([audit.close(), sam.close()]);
  await cluster.stop();
});

clustered(`audit’s streams${reason === undefined ? '' : ` (not here: ${reason})`}`, () => {
  it.each(eventSources)('of %s is on three servers', async (source) => {
    // Making it again is the one way that audit's rights leave to look at it.
    const manager = await jetstreamManager(audit, { checkAPI: false });
    const again = manager.streams.add({ name: eventStream(source), subjects: ['paraph.other'], num_replicas: 1 });
    await expect(again).rejects.toThrow(/already in use/);
    const consumer = await jetstream(audit).consumers.get(eventStream(source), 'audit');
    // It is kept by as many servers as its stream.
    const { cluster: places } = await consumer.info();
    expect([places?.leader, ...(places?.replicas ?? []).map(({ name }) => name)].sort()).toEqual(['nats-0', 'nats-1', 'nats-2']);
  });

  it('take an event and bring it to the log, also after the server that leads was killed', async () => {
    await jetstream(sam).publish(eventSubject('sam', 'service-started'), 'before');
    await untilRecorded('before');
    // The one that answers for this stream's consumer: the worst to lose.
    const { cluster: places } = await (await jetstream(audit).consumers.get(eventStream('sam'), 'audit')).info();
    await cluster.crash(Number(places?.leader?.replace('nats-', '')));
    await publishedAtLast('after');
    await untilRecorded('after');
    expect(recorded.filter((body) => body === 'before')).toEqual(['before']);
    expect(recorded).toContain('after');
  }, 60_000);
});

/** Servers that lost a leader choose another within nine seconds; what was asked of the lost one is asked anew two heartbeats later. */
async function untilRecorded(body: string): Promise<void> {
  for (let tries = 0; !recorded.includes(body); tries += 1) {
    if (tries > 800) throw new Error(`${body} did not reach the log`);
    await sleep(50);
  }
}

/** As the relay does: what is not acknowledged is sent again, under the same id. */
async function publishedAtLast(body: string, tries = 300): Promise<void> {
  try {
    await jetstream(sam).publish(eventSubject('sam', 'service-started'), body, { msgID: 'one', timeout: 1_000 });
  } catch (error) {
    if (tries === 0) throw error;
    await sleep(100);
    await publishedAtLast(body, tries - 1);
  }
}
