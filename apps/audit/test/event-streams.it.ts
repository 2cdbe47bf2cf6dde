/** Audit over a real broker and a real database: what it takes, what it sets aside, and that nobody's message keeps another's out. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import { eventSources, findMissingEvents, SEQUENCE_HEADER, type EventSource } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { Bus, connectBus, Log, Outbox, OutboxRelay, rows } from '@paraph/platform';
import { FakeClock, startNats, type TestNats } from '@paraph/testing';
import type { DataSource } from 'typeorm';
import { AuditDatabases } from './audit-database.js';
import { anEvent } from './event-log.suite.js';
import { startAudit, until, type RunningAudit } from './running-audit.js';

let databases: AuditDatabases;
let nats: TestNats;
let database: DataSource;
let audit: RunningAudit;
let sources: Record<EventSource, NatsConnection>;

beforeAll(async () => {
  databases = await AuditDatabases.start();
});
afterAll(() => databases.stop());

beforeEach(async () => {
  [nats, database] = [await startNats(), await databases.fresh()];
  const connect = async (source: EventSource) => [source, await connectBus(source, { url: nats.url, ca: nats.ca, nkey: nats.nkeys[source] })] as const;
  sources = Object.fromEntries(await Promise.all(eventSources.map(connect))) as Record<EventSource, NatsConnection>;
  audit = await startAudit(nats, database);
  await until(() => isReading());
});
afterEach(async () => {
  await audit.stop();
  await Promise.all(Object.values(sources).map((one) => one.close()));
  await nats.stop();
});

const isReading = async (): Promise<boolean> => (await audit.readiness.missing()).length === 0;
const types = {
  identity: 'token-issued',
  sam: 'signature-made',
  'key-lifecycle': 'credential-activated',
  'ca-connector': 'crl-published',
  audit: 'events-read',
};

/** Publishes as the source's relay does. */
async function publish(source: EventSource, body: string, sequence?: number): Promise<void> {
  const beside = headers();
  if (sequence !== undefined) beside.set(SEQUENCE_HEADER, String(sequence));
  await jetstream(sources[source], { timeout: 3_000 }).publish(`paraph.event.${source}.${types[source]}`, body, { msgID: newId('evt'), headers: beside });
}

const eventOf = (source: EventSource, sequence: number, parts: Parameters<typeof anEvent>[0] = {}): string =>
  anEvent({ source, type: types[source], sequence, ...parts });
const inLog = async (source: EventSource): Promise<number[]> => (await audit.log.read({ source }, { after: -1, limit: 500 })).map((one) => one.sequence);

/** Whether nothing of a source's stream waits for audit any more: all is acknowledged. */
async function isSettled(source: EventSource): Promise<boolean> {
  const consumer = await jetstream(audit.connection).consumers.get(`EVENT_${source.toUpperCase().replace('-', '_')}`, 'audit');
  const { num_pending: pending, num_ack_pending: unacknowledged } = await consumer.info();
  return pending === 0 && unacknowledged === 0;
}

describe('audit', () => {
  it('makes the streams on a broker that has none, takes every source’s events, and acknowledges them', async () => {
    const others = eventSources.filter((source) => source !== 'audit');
    for (const source of others) for (let sequence = 1; sequence <= 20; sequence += 1) await publish(source, eventOf(source, sequence), sequence);
    for (const source of others) {
      await until(() => isSettled(source));
      expect(await inLog(source)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    }
    expect(await audit.log.refusedCount()).toBe(0);
  });

  it('acknowledges nothing that is not committed: it comes again until it is', async () => {
    const append = audit.log.append.bind(audit.log);
    let failures = 2;
    audit.log.append = async (leaves) => {
      if (leaves.some((leaf) => leaf.source === 'sam') && failures > 0) {
        failures -= 1;
        throw new Error('the database went away');
      }
      return append(leaves);
    };
    await publish('sam', eventOf('sam', 1), 1);
    await until(async () => failures === 0);
    await until(async () => (await inLog('sam')).length === 1 && (await isSettled('sam')));
    expect(await inLog('sam')).toEqual([1]);
  });

  it('takes once what comes twice, also when the broker no longer knows that it did', async () => {
    const body = eventOf('sam', 1);
    await publish('sam', body, 1);
    await publish('sam', body, 1);
    await publish('sam', eventOf('sam', 2), 2);
    await until(async () => (await inLog('sam')).length === 2 && (await isSettled('sam')));
    expect({ events: await inLog('sam'), refused: await audit.log.refusedCount() }).toEqual({ events: [1, 2], refused: 0 });
  });

  it('takes an event whose id another source has used first', async () => {
    const id = newId('evt');
    await publish('identity', eventOf('identity', 1, { id }), 1);
    await publish('sam', eventOf('sam', 1, { id }), 1);
    await until(async () => (await inLog('sam')).length === 1 && (await inLog('identity')).length === 1);
    expect(await audit.log.refusedCount()).toBe(0);
  });

  it('goes on where it was after a stop, with what came meanwhile', async () => {
    await publish('sam', eventOf('sam', 1), 1);
    await until(async () => (await inLog('sam')).length === 1);
    await audit.stop();
    await publish('sam', eventOf('sam', 2), 2);
    audit = await startAudit(nats, database);
    await until(async () => (await inLog('sam')).length === 2 && (await isSettled('sam')));
    expect(await inLog('sam')).toEqual([1, 2]);
  });
});

describe('a message of several events', () => {
  const several = (source: EventSource, bodies: readonly string[], beside: string) => {
    const header = headers();
    header.set(SEQUENCE_HEADER, beside);
    return jetstream(sources[source]).publish(`paraph.event.${source}.several`, bodies.join('\n'), { headers: header });
  };
  const numbered = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

  it('is taken as these events, and acknowledged once all of them are committed', async () => {
    const append = audit.log.append.bind(audit.log);
    let failures = 2;
    audit.log.append = async (leaves) => {
      if (leaves.some((leaf) => leaf.source === 'sam') && failures > 0) {
        failures -= 1;
        throw new Error('the database went away');
      }
      return append(leaves);
    };
    await several(
      'sam',
      numbered(1, 100).map((place) => eventOf('sam', place)),
      numbered(1, 100).join(),
    );
    await until(async () => failures === 0);
    await until(async () => (await inLog('sam')).length === 100 && (await isSettled('sam')));
    expect({ events: await inLog('sam'), refused: await audit.log.refusedCount() }).toEqual({ events: numbered(1, 100), refused: 0 });
  });

  it('may share events with another, also with one of the single form, and leaves each once', async () => {
    const bodies = numbered(1, 6).map((place) => eventOf('sam', place));
    await several('sam', bodies.slice(0, 3), '1,2,3');
    await publish('sam', bodies[3] ?? '', 4);
    await several('sam', bodies.slice(1, 6), '2,3,4,5,6');
    await until(async () => (await inLog('sam')).length === 6 && (await isSettled('sam')));
    expect({ events: await inLog('sam'), refused: await audit.log.refusedCount() }).toEqual({ events: numbered(1, 6), refused: 0 });
  });

  it('leaves a gap where one is missing in it, and the source hears of it', async () => {
    await several('sam', [eventOf('sam', 1), eventOf('sam', 4)], '1,4');
    await until(async () => (await inLog('sam')).length === 2);
    expect(await audit.log.missing('sam', 0, 4)).toEqual([2, 3]);
  });

  it.each([
    ['no JSON', () => 'none'],
    ['nothing', () => ''],
    ['an event of another source', () => eventOf('identity', 2)],
    ['a number no database can hold', () => eventOf('sam', 2).replace('{', '{"more":1e9999999,')],
    ['another event in a taken place', () => eventOf('sam', 1)],
  ])('with %s in it has that one set aside and keeps the others', async (_case, make) => {
    await publish('sam', eventOf('sam', 1), 1);
    await several('sam', [make(), eventOf('sam', 3)], '2,3');
    await until(async () => (await inLog('sam')).length === 2 && (await isSettled('sam')));
    expect({ events: await inLog('sam'), refused: await audit.log.refusedCount() }).toEqual({ events: [1, 3], refused: 1 });
  });

  it.each([
    ['fewer places than lines', '1'],
    ['more places than lines', '1,2,3'],
    ['places that are none', '1,x'],
    ['none', ''],
  ])('with %s is kept as one that nobody can read, and its events are missing until they come again', async (_case, beside) => {
    const bodies = [eventOf('sam', 1), eventOf('sam', 2)];
    await several('sam', bodies, beside);
    await until(async () => (await audit.log.refusedCount()) === 1);
    expect(await inLog('sam')).toEqual([]);
    await several('sam', bodies, '1,2');
    await until(async () => (await inLog('sam')).length === 2);
  });

  it('holds up nobody though it holds as many as the stream takes', async () => {
    const many = numbered(1, 150);
    await several(
      'sam',
      many.map((place) => eventOf('sam', place)),
      many.join(),
    );
    await publish('identity', eventOf('identity', 1), 1);
    await until(async () => (await inLog('identity')).length === 1 && (await audit.log.missing('sam', 0, 150)).length === 0);
    expect(await audit.log.sequences()).toContainEqual({ source: 'sam', last: 150, count: 150, missing: [], setAside: [] });
  });
});

describe('a message that is no event', () => {
  it.each([
    ['no JSON', () => 'none'],
    ['nothing', () => ''],
    ['bytes that are no text', () => '\ufffd\0\u0001'],
    ['an event of another source', () => anEvent({ source: 'sam', sequence: 2 })],
    ['a number no database can hold', () => eventOf('identity', 2).replace('{', '{"more":1e9999999,')],
    ['a year no database knows', () => eventOf('identity', 2, { occurredAt: '0000-01-01T00:00:00.000Z' })],
    ['lists within lists without end', () => eventOf('identity', 2).replace('{', `{"more":${'['.repeat(20_000)}${']'.repeat(20_000)},`)],
  ])('such as %s is set aside once, and holds up neither its own source nor another', async (_case, make) => {
    await Promise.all([publish('identity', eventOf('identity', 1), 1), publish('sam', eventOf('sam', 1), 1)]);
    const body = make();
    await publish('identity', body, 2);
    await Promise.all([publish('identity', eventOf('identity', 3), 3), publish('sam', eventOf('sam', 2), 2)]);
    await until(async () => (await inLog('sam')).length === 2 && (await inLog('identity')).length === 2);
    await publish('identity', body, 2);
    await until(() => isSettled('identity'));
    expect({ events: await inLog('identity'), refused: await audit.log.refusedCount(), missing: await audit.log.missing('identity', 0, 3) }).toEqual({
      events: [1, 3],
      refused: 1,
      missing: [],
    });
    // The refusal itself is in the log, once.
    const refusals = () => audit.log.read({ source: 'audit', type: 'event-refused' }, { after: -1, limit: 10 });
    await until(async () => (await refusals()).length === 1);
    expect(JSON.parse((await refusals())[0]?.body ?? '{}')).toMatchObject({ outcome: 'failure', particulars: { source: 'identity', sequence: '2' } });
  });
});

describe('a source whose event was spoilt in its own outbox', () => {
  it('has it refused once, does not send it for ever, and goes on', async () => {
    const own = await databases.ofSource('sam');
    const outbox = new Outbox('sam', own, new FakeClock());
    for (let count = 0; count < 3; count += 1) await outbox.recordAlone({ type: 'signature-made', actor: { kind: 'system', id: 'sam' }, outcome: 'success' });
    await databases.asOwnerOf('sam', `UPDATE event_outbox SET body = 'spoilt' WHERE sequence = 2`);
    const asked: number[] = [];
    const bus = new Bus(sources.sam, 'sam');
    const findMissing = async (after: number, upTo: number): Promise<readonly number[]> => {
      asked.push(after);
      return (await bus.call(findMissingEvents, { after, upTo })).missing;
    };
    const relay = new OutboxRelay('sam', own, sources.sam, new Log('sam', 'silent'), { findMissing, everyMs: 100 });
    relay.start();
    await until(async () => (await rows<{ confirmed: string }>(own, `SELECT confirmed FROM event_sequence`))[0]?.confirmed === '3').finally(() => relay.stop());
    const before = asked.length;
    const again = new OutboxRelay('sam', own, sources.sam, new Log('sam', 'silent'), { findMissing, everyMs: 100 });
    again.start();
    await new Promise((done) => setTimeout(done, 1_000));
    await again.stop();
    expect({ events: await inLog('sam'), refused: await audit.log.refusedCount(), asksOn: asked.length > before }).toEqual({
      events: [1, 3],
      refused: 1,
      asksOn: false,
    });
    expect(await audit.log.sequences()).toContainEqual({ source: 'sam', last: 3, count: 2, missing: [], setAside: [2] });
  });
});

describe('a stream that an operator has given another shape', () => {
  it('is read as it is, since audit may not change it', async () => {
    await audit.stop();
    const other = await startNats();
    const connection = await connectBus('audit', { url: other.url, ca: other.ca, nkey: other.nkeys.audit });
    const shape = { name: 'EVENT_SAM', subjects: ['paraph.event.sam.*'], storage: 'memory', max_msgs: 1_000 };
    expect((await connection.request('$JS.API.STREAM.CREATE.EVENT_SAM', JSON.stringify(shape))).json()).toMatchObject({ config: { max_msgs: 1_000 } });
    const again = await startAudit(other, database);
    await until(async () => (await again.readiness.missing()).length === 0);
    const sam = await connectBus('sam', { url: other.url, ca: other.ca, nkey: other.nkeys.sam });
    await jetstream(sam).publish('paraph.event.sam.signature-made', eventOf('sam', 1));
    await until(async () => (await again.log.read({ source: 'sam' }, { after: -1, limit: 10 })).length === 1);
    await Promise.all([again.stop(), connection.close(), sam.close()]);
    await other.stop();
    audit = await startAudit(nats, database);
    expect(await rows(database, `SELECT 1 FROM event WHERE source = 'sam'`)).toHaveLength(1);
  });
});
