import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { auditEvent, eventsOfMessage, eventStream, SEQUENCE_HEADER, type AuditEvent } from '@paraph/contracts';
import { FakeClock, startNats, startPostgres, type TestNats, type TestPostgres } from '@paraph/testing';
import type { DataSource, EntityManager } from 'typeorm';
import { connectBus, Log, Outbox, OutboxRelay, rows } from '../src/index.js';
import { openOutboxDatabase } from './outbox-database.js';

let postgres: TestPostgres;
let nats: TestNats;
let auditor: NatsConnection;
let service: NatsConnection;
let database: DataSource;
let outbox: Outbox<'sam'>;
const log = new Log('test', 'silent');
const event = { type: 'signature-made', actor: { kind: 'system', id: 'sam' }, outcome: 'success' } as const;

beforeAll(async () => {
  [postgres, nats] = await Promise.all([startPostgres(), startNats()]);
  auditor = await connectBus('audit', { url: nats.url, ca: nats.ca, nkey: nats.nkeys['audit'] });
  service = await connectBus('sam', { url: nats.url, ca: nats.ca, nkey: nats.nkeys['sam'] });
  const manager = await jetstreamManager(auditor, { checkAPI: false });
  await manager.streams.add({ name: eventStream('sam'), subjects: ['paraph.event.sam.*'] });
  await manager.consumers.add(eventStream('sam'), { durable_name: 'audit', ack_policy: 'explicit' });
});
afterAll(async () => {
  await Promise.all([auditor.close(), service.close(), database.destroy()]);
  await Promise.all([postgres.stop(), nats.stop()]);
});

beforeEach(async () => {
  if (database?.isInitialized) await database.destroy();
  database = await openOutboxDatabase(postgres, 10);
  outbox = new Outbox('sam', database, new FakeClock());
});

/** Everything that has come through the stream since the last look. */
async function arrived(expected: number): Promise<AuditEvent[]> {
  const consumer = await jetstream(auditor).consumers.get(eventStream('sam'), 'audit');
  const events: AuditEvent[] = [];
  for (;;) {
    const message = await consumer.next({ expires: expected === 0 ? 1_000 : 5_000 });
    if (!message) return events;
    events.push(...eventsOfMessage(message.string(), message.headers?.get(SEQUENCE_HEADER) ?? '').map(({ body }) => auditEvent.parse(JSON.parse(body))));
    message.ack();
    if (events.length >= expected) return events;
  }
}

async function relayOnce(): Promise<void> {
  const relay = new OutboxRelay('sam', database, service, log);
  relay.start();
  await relay.stop();
}

describe('the outbox', () => {
  it('numbers events without a gap, also when acts roll back and others run beside', async () => {
    const act = (index: number): Promise<unknown> =>
      database
        .transaction(async (transaction) => {
          await outbox.record(transaction, event);
          if (index % 3 === 0) throw new Error('the act failed');
        })
        .catch(() => undefined);
    await Promise.all(Array.from({ length: 30 }, (_, index) => act(index)));
    const numbers = await rows<{ sequence: number }>(database, `SELECT sequence::int FROM event_outbox ORDER BY sequence`);
    expect(numbers.map((row) => row.sequence)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  it('gives several events of one transaction their places in their order, beside those of others', async () => {
    const act = (index: number): Promise<unknown> =>
      database.transaction((transaction) =>
        outbox.recordAll(
          transaction,
          ['a', 'b', 'c'].map((name) => ({ event: { ...event, particulars: { name: `${name}${index}` } }, correlationId: undefined })),
        ),
      );
    await Promise.all(Array.from({ length: 10 }, (_, index) => act(index)));
    const found = await rows<{ sequence: number; body: AuditEvent }>(database, `SELECT sequence::int, body::jsonb AS body FROM event_outbox ORDER BY sequence`);
    expect(found.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    // What stands in the text is what stands in the column.
    expect(found.map(({ body }) => auditEvent.parse(body).sequence)).toEqual(found.map(({ sequence }) => sequence));
    for (let at = 0; at < 30; at += 3) expect(found.slice(at, at + 3).map(({ body }) => body.particulars['name']?.[0])).toEqual(['a', 'b', 'c']);
  });

  it('brings each event to the stream once, in order', async () => {
    for (let count = 0; count < 5; count += 1) await outbox.recordAlone(event);
    await relayOnce();
    expect((await arrived(5)).map((one) => one.sequence)).toEqual([1, 2, 3, 4, 5]);
    await relayOnce();
    expect(await arrived(0)).toEqual([]);
  });

  it('brings a thousand events in a few messages', async () => {
    const many = Array.from({ length: 1_000 }, (_, index) => ({ event: { ...event, particulars: { name: String(index) } }, correlationId: undefined }));
    await database.transaction((transaction) => outbox.recordAll(transaction, many));
    await relayOnce();
    const consumer = await jetstream(auditor).consumers.get(eventStream('sam'), 'audit');
    expect((await consumer.info()).num_pending).toBeLessThanOrEqual(12);
    expect((await arrived(1_000)).map(({ sequence }) => sequence)).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 1));
    await relayOnce();
    expect(await arrived(0)).toEqual([]);
  });

  it('sends what was sent and not marked with what came since, and the broker takes that for no repetition', async () => {
    for (let count = 0; count < 2; count += 1) await outbox.recordAlone(event);
    await relayOnce();
    await database.query(`UPDATE event_outbox SET published_at = NULL`);
    await outbox.recordAlone(event);
    await relayOnce();
    // Audit knows the first two by their ids.
    expect((await arrived(5)).map((one) => one.sequence)).toEqual([1, 2, 1, 2, 3]);
  });

  it('still sends what was recorded while it rested, when it is stopped', async () => {
    const relay = new OutboxRelay('sam', database, service, log);
    relay.start();
    // Long enough for the first, empty look at the outbox: from then on it rests.
    await new Promise((done) => setTimeout(done, 200));
    await outbox.recordAlone(event);
    await relay.stop();
    expect(await rows(database, `SELECT 1 FROM event_outbox WHERE published_at IS NULL`)).toEqual([]);
    expect(await arrived(1)).toHaveLength(1);
  });

  it('sends that the source is there where it has nothing to tell', async () => {
    await outbox.recordAlone(event);
    await relayOnce();
    await database.query(`UPDATE event_outbox SET published_at = now() - interval '1 hour'`);
    const { type: _type, ...by } = event;
    const record = (transaction: EntityManager) => outbox.record(transaction, { ...by, type: 'heartbeat' });
    const relay = new OutboxRelay('sam', database, service, log, { findMissing: async () => [], heartbeat: { afterMs: 60_000, record } });
    relay.start();
    expect((await arrived(2)).map(({ type }) => type)).toEqual([event.type, 'heartbeat']);
    await relay.stop();
  });

  it('sends again what was sent and not marked; the broker knows it by its id', async () => {
    await outbox.recordAlone(event);
    await relayOnce();
    await database.query(`UPDATE event_outbox SET published_at = NULL`);
    await relayOnce();
    expect(await arrived(1)).toHaveLength(1);
    expect(await arrived(0)).toEqual([]);
  });

  it('keeps what the broker does not take, for later', async () => {
    await outbox.recordAlone(event);
    const stranger = await connectBus('gateway', { url: nats.url, ca: nats.ca, nkey: nats.nkeys['gateway'] });
    const relay = new OutboxRelay('sam', database, stranger, log);
    relay.start();
    await relay.stop();
    await stranger.close();
    expect(await database.query(`SELECT count(*)::int AS waiting FROM event_outbox WHERE published_at IS NULL`)).toEqual([{ waiting: 1 }]);
    await relayOnce();
    expect(await arrived(1)).toHaveLength(1);
  });

  it('sends again what audit says it lacks, though the broker acknowledged it, and asks no more once it is there', async () => {
    for (let count = 0; count < 3; count += 1) await outbox.recordAlone(event);
    // As after a broker that acknowledged all three and was killed before they were on disk.
    await database.query(`UPDATE event_outbox SET published_at = now() - interval '1 minute'`);
    const asked: [number, number][] = [];
    const lacking = new Set([2]);
    const findMissing = async (after: number, upTo: number): Promise<number[]> => {
      asked.push([after, upTo]);
      const missing = [...lacking];
      lacking.clear();
      return missing;
    };
    const relay = new OutboxRelay('sam', database, service, log, { findMissing, everyMs: 100 });
    relay.start();
    const again = await arrived(1);
    while ((await rows<{ confirmed: string }>(database, `SELECT confirmed FROM event_sequence`))[0]?.confirmed !== '3')
      await new Promise((done) => setTimeout(done, 50));
    await relay.stop();
    expect(again.map((one) => one.sequence)).toEqual([2]);
    expect(asked[0]).toEqual([0, 3]);
    expect(await arrived(0)).toEqual([]);
  });

  it('asks ever more seldom while audit lacks the same event whatever is done, and at once again when that changes', async () => {
    await outbox.recordAlone(event);
    await database.query(`UPDATE event_outbox SET published_at = now() - interval '1 minute'`);
    const asked: number[] = [];
    let lacking = [1];
    let answered = 0;
    const findMissing = async (): Promise<number[]> => {
      asked.push(performance.now());
      answered += lacking.length;
      return lacking;
    };
    const relay = new OutboxRelay('sam', database, service, log, { findMissing, everyMs: 300 });
    relay.start();
    while (asked.length < 4) await new Promise((done) => setTimeout(done, 20));
    lacking = [];
    const gaps = asked.slice(1).map((at, index) => at - (asked[index] ?? 0));
    expect(gaps[1]).toBeGreaterThanOrEqual(600);
    expect(gaps[2]).toBeGreaterThanOrEqual(1_200);
    while ((await rows<{ confirmed: string }>(database, `SELECT confirmed FROM event_sequence`))[0]?.confirmed !== '1')
      await new Promise((done) => setTimeout(done, 50));
    await relay.stop();
    // It came each time, under a name of that time: the broker may know one that it has dropped since.
    expect(await arrived(answered)).toHaveLength(answered);
  });

  it('looks only behind what it has marked, and finds what somebody else has unmarked at the next question', async () => {
    for (let count = 0; count < 3; count += 1) await outbox.recordAlone(event);
    const relay = new OutboxRelay('sam', database, service, log, { findMissing: async () => [], everyMs: 1_500 });
    relay.start();
    expect((await arrived(3)).map((one) => one.sequence)).toEqual([1, 2, 3]);
    // As another replica that was told by audit what it lacks. The name of the message is another one, as after a round of its own.
    await outbox.recordAlone(event);
    expect((await arrived(1)).map((one) => one.sequence)).toEqual([4]);
    await database.query(`UPDATE event_outbox SET published_at = NULL WHERE sequence = 2`);
    expect((await arrived(1)).map((one) => one.sequence)).toEqual([2]);
    await relay.stop();
  });

  it('says beside an event which it is, for whoever cannot read it', async () => {
    await outbox.recordAlone(event);
    await outbox.recordAlone(event);
    await relayOnce();
    const consumer = await jetstream(auditor).consumers.get(eventStream('sam'), 'audit');
    const beside: string[] = [];
    for await (const message of await consumer.fetch({ max_messages: 1, expires: 5_000 })) {
      beside.push(message.headers?.get(SEQUENCE_HEADER) ?? '');
      message.ack();
    }
    expect(beside).toEqual(['1,2']);
  });

  it('is not held up by an event that a stranger has made too large for the broker', async () => {
    const particulars = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`name-${index}`, 'x'.repeat(2_000)]));
    await outbox.recordAlone({ ...event, particulars });
    await outbox.recordAlone(event);
    await relayOnce();
    expect((await arrived(2)).map((one) => one.sequence)).toEqual([1, 2]);
  });

  it('writes text as audit can store it, whatever a stranger sent', async () => {
    await outbox.recordAlone({ ...event, particulars: { credentialId: 'a\0b\ud800c' } });
    const [row] = await rows<{ body: { particulars: object } }>(database, `SELECT body::jsonb AS body FROM event_outbox`);
    expect(row?.body.particulars).toEqual({ credentialId: 'a\uFFFDb\uFFFDc' });
  });

  it('writes nothing for an event of the wrong shape', async () => {
    await expect(outbox.recordAlone({ ...event, actor: { kind: 'nobody' as 'system', id: '' } })).rejects.toThrow();
    expect(await database.query(`SELECT last::int FROM event_sequence`)).toEqual([{ last: 0 }]);
  });
});
