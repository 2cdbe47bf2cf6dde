/** A stream that holds no more: what it drops reaches the log all the same. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { AUDIT_CONSUMER, eventStream, findMissingEvents } from '@paraph/contracts';
import { Bus, connectBus, inTransaction, Log, Outbox, OutboxRelay, rows } from '@paraph/platform';
import { FakeClock, startNats, type TestNats } from '@paraph/testing';
import type { DataSource } from 'typeorm';
import { AuditDatabases } from './audit-database.js';
import { startAudit, until, type RunningAudit } from './running-audit.js';

const EVENTS = 6_000;
const settings = { streams: { replicas: 1, mebibytes: 1 } };

let databases: AuditDatabases;
let nats: TestNats;
let sam: NatsConnection;
let database: DataSource;
let audit: RunningAudit;

beforeAll(async () => {
  databases = await AuditDatabases.start();
});
afterAll(() => databases.stop());

beforeEach(async () => {
  [nats, database] = [await startNats(), await databases.fresh()];
  sam = await connectBus('sam', { url: nats.url, ca: nats.ca, nkey: nats.nkeys.sam });
  audit = await startAudit(nats, database, settings);
  await until(async () => (await audit.readiness.missing()).length === 0);
});
afterEach(async () => {
  await audit.stop();
  await sam.close();
  await nats.stop();
});

/** Whether nothing of the stream waits for audit any more: all is acknowledged. */
async function isSettled(): Promise<boolean> {
  const consumer = await jetstream(audit.connection).consumers.get(eventStream('sam'), AUDIT_CONSUMER);
  const { num_pending: pending, num_ack_pending: unacknowledged } = await consumer.info();
  return pending === 0 && unacknowledged === 0;
}

describe('a stream that is full', () => {
  it('drops the oldest and goes on taking new ones; what audit lacks comes again from the outbox, each event once', async () => {
    const own = await databases.ofSource('sam');
    const outbox = new Outbox('sam', own, new FakeClock());
    const act = { type: 'signature-made', actor: { kind: 'system', id: 'sam' }, outcome: 'success' } as const;
    const relayed = async (isDone: () => Promise<boolean>): Promise<void> => {
      const bus = new Bus(sam, 'sam');
      const findMissing = async (after: number, upTo: number) => (await bus.call(findMissingEvents, { after, upTo })).missing;
      const relay = new OutboxRelay('sam', own, sam, new Log('sam', 'silent'), { findMissing, everyMs: 100 });
      relay.start();
      await until(isDone).finally(() => relay.stop());
    };

    await audit.stop();
    for (let made = 0; made < EVENTS; made += 100)
      await inTransaction(own, (transaction) =>
        outbox.recordAll(
          transaction,
          Array.from({ length: 100 }, () => ({ event: act, correlationId: undefined })),
        ),
      );
    await relayed(async () => (await rows(own, `SELECT 1 FROM event_outbox WHERE published_at IS NULL LIMIT 1`)).length === 0);
    audit = await startAudit(nats, database, settings);
    await until(() => isSettled());
    const [first] = await audit.log.missing('sam', 0, EVENTS);
    const newest = await audit.log.missing('sam', EVENTS - 1, EVENTS);
    expect({ first, newest }).toEqual({ first: 1, newest: [] });

    await relayed(async () => (await rows<{ confirmed: string }>(own, `SELECT confirmed FROM event_sequence`))[0]?.confirmed === String(EVENTS));
    expect(await rows(database, `SELECT count(*)::int AS count, count(DISTINCT sequence)::int AS places FROM event WHERE source = 'sam'`)).toEqual([
      { count: EVENTS, places: EVENTS },
    ]);
  });
});
