/** A day that is over is told to whoever is to read it, over the real bus, with a stand-in for courier at its end. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NatsConnection } from '@nats-io/transport-node';
import { sendSummary, ServiceError, subjectStem, type RequestOf } from '@paraph/contracts';
import { BusServer, connectBus, Log, rows } from '@paraph/platform';
import { FakeClock, startNats, type TestNats } from '@paraph/testing';
import type { DataSource } from 'typeorm';
import { RecordEvents } from '../../src/domain/record-events.js';
import { AuditDatabases, eventLogOver } from '../audit-database.js';
import { anEvent } from '../event-log.suite.js';
import type { AuditSettings } from '../audit-settings.js';
import { startAudit, until, type RunningAudit } from '../running-audit.js';

const DAY_MS = 86_400_000;
const officers: AuditSettings['officers'] = { addresses: ['officer@provider.example'], hook: 'courier', obligations: undefined };

let databases: AuditDatabases;
let nats: TestNats;
let database: DataSource;
let courier: { readonly connection: NatsConnection; readonly server: BusServer };
let isHookAway = false;
const taken: RequestOf<typeof sendSummary>[] = [];

/** Takes what audit sends, as courier does, and forgets each identifier at once: that is courier after a restart. */
async function startCourier(): Promise<typeof courier> {
  const connection = await connectBus('courier', { url: nats.url, ca: nats.ca, nkey: nats.nkeys.courier });
  const server = new BusServer(connection, 'courier', new Log('courier', 'silent'));
  const take = async (request: RequestOf<typeof sendSummary>) => {
    if (isHookAway && request.to.way === 'hook') throw new ServiceError('message.undeliverable', 'the web hook did not take it');
    taken.push(request);
    return { messageId: request.messageId, acceptedAt: new Date().toISOString() };
  };
  server.addHandler(`${subjectStem(sendSummary)}.*`, take as never, false, { call: sendSummary });
  await new Promise<void>((done, fail) => server.listen((error) => (error ? fail(new Error('not listening', { cause: error })) : done())));
  return { connection, server };
}

beforeAll(async () => {
  [databases, nats] = await Promise.all([AuditDatabases.start(), startNats()]);
  courier = await startCourier();
});
afterAll(async () => {
  await courier.server.close();
  await courier.connection.close();
  await Promise.all([databases.stop(), nats.stop()]);
});
beforeEach(async () => {
  database = await databases.fresh();
  [taken.length, isHookAway] = [0, false];
  await new RecordEvents(eventLogOver(database)).run([{ source: 'sam', body: anEvent({ sequence: 1 }) }]);
});

const ways = (kind: string): readonly string[] =>
  taken
    .filter(({ summary }) => summary.kind === kind)
    .map(({ to }) => to.way)
    .sort();
const sent = async (): Promise<readonly { readonly particulars: Record<string, string> }[]> =>
  (await rows<{ body: { particulars: Record<string, string> } }>(database, `SELECT body::jsonb AS body FROM event_outbox WHERE type = 'summary-sent'`)).map(
    ({ body }) => body,
  );

const makeDue = () => rows(database, `UPDATE round SET due_at = now(), holder = NULL, held_until = NULL WHERE name = 'summaries' RETURNING name`);
/** Whether the round was gone through, and waits for the next time. */
const isDone = async (): Promise<boolean> =>
  (
    await rows(
      database,
      `SELECT 1 FROM round WHERE name = 'summaries' AND holder IS NULL AND due_at BETWEEN now() + interval '1 minute' AND now() + interval '1 hour'`,
    )
  ).length > 0;

/** Audit on the day after. */
async function dayAfter(act: (audit: RunningAudit) => Promise<void>): Promise<void> {
  const audit = await startAudit(nats, database, { officers }, new FakeClock(new Date(Date.now() + DAY_MS).toISOString()));
  try {
    await act(audit);
  } finally {
    await audit.stop();
  }
}

describe('the summary of a day', () => {
  it('reaches courier once for each recipient, with the numbers of that day', async () => {
    await dayAfter(async () => until(async () => (await sent()).some(({ particulars }) => particulars['kind'] === 'daily')));
    expect(ways('daily')).toEqual(['email', 'hook']);
    const daily = taken.find(({ summary, to }) => summary.kind === 'daily' && to.way === 'email');
    const end = new Date(Math.floor((Date.now() + DAY_MS) / DAY_MS) * DAY_MS);
    expect(daily).toMatchObject({
      to: { way: 'email', address: 'officer@provider.example' },
      summary: { kind: 'daily', period: { from: new Date(end.getTime() - DAY_MS).toISOString(), to: end.toISOString() }, findings: { open: 0 } },
    });
    // Another process, for which the round is due, has it sent to nobody again.
    await makeDue();
    await dayAfter(async () => until(isDone));
    expect(ways('daily')).toEqual(['email', 'hook']);
  });

  it('reaches those that can be reached once, however often it is tried for another', async () => {
    isHookAway = true;
    await dayAfter(async () => until(async () => ways('daily').length > 0));
    expect([ways('daily'), await sent()]).toEqual([['email'], []]);
    isHookAway = false;
    // Another process, and a courier that remembers nothing.
    await makeDue();
    await dayAfter(async () => until(isDone));
    expect((await sent()).map(({ particulars }) => particulars['kind'])).toContain('daily');
    expect(ways('daily')).toEqual(['email', 'hook']);
  });
});
