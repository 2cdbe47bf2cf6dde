/** What officers judge and read over HTTP, and that a summary went out. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Outbox, rows } from '@paraph/platform';
import { FakeClock, startNats, type TestNats } from '@paraph/testing';
import type { DataSource } from 'typeorm';
import { PostgresSummaryBook } from '../../src/adapters/postgres-summary-book.js';
import { AuditDatabases } from '../audit-database.js';
import { AUDITOR_TOKEN, startAudit, type RunningAudit } from '../running-audit.js';

let databases: AuditDatabases;
let nats: TestNats;
let database: DataSource;
let audit: RunningAudit;

const reviewed = { id: 'roles-reviewed', requirement: 'ROL-07', everyDays: 92, title: { en: 'Roles', fr: 'Rôles' }, judge: { by: 'people' } } as const;
const signed = {
  id: 'heads-signed',
  requirement: 'AUD-04',
  everyDays: 1,
  title: { en: 'Heads', fr: 'Têtes' },
  judge: { by: 'log', happened: { source: 'sam', type: 'tree-head-signed', withinHours: 2 } },
} as const;

beforeAll(async () => {
  [databases, nats] = await Promise.all([AuditDatabases.start(), startNats()]);
  database = await databases.fresh();
  audit = await startAudit(nats, database, { officers: { addresses: [], hook: 'none', obligations: [reviewed, signed] } });
});
afterAll(async () => {
  await audit?.stop();
  await Promise.all([databases?.stop(), nats?.stop()]);
});

async function ask(method: 'GET' | 'POST', path: string, body?: object) {
  const headers = { authorization: `Bearer ${AUDITOR_TOKEN}`, ...(body && { 'content-type': 'application/json' }) };
  const answer = await audit.app.inject({ method, url: `/audit/v1/${path}`, headers, ...(body && { payload: JSON.stringify(body) }) });
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
}
const recorded = async (type: string) =>
  (await rows<{ body: object }>(database, `SELECT body::jsonb AS body FROM event_outbox WHERE type = $1 ORDER BY sequence`, [type])).map(({ body }) => body);

describe('what is owed', () => {
  it('is judged by people or by the log, and each judgement of a person is an event', async () => {
    expect((await ask('GET', 'compliance')).body['obligations']).toMatchObject([
      { id: 'roles-reviewed', judgedBy: 'people', verdict: 'to-be-confirmed', deadline: expect.any(String) },
      { id: 'heads-signed', judgedBy: 'log', verdict: 'to-be-confirmed', deadline: expect.any(String) },
    ]);
    const deadline = new Date(Date.now() + 86_400_000).toISOString();
    const open = { verdict: 'to-be-confirmed', reason: 'one role is unclear' };
    expect((await ask('POST', 'compliance/roles-reviewed/judgements', open)).status).toBe(400);
    expect(await ask('POST', 'compliance/roles-reviewed/judgements', { ...open, deadline })).toMatchObject({
      status: 201,
      body: { verdict: 'to-be-confirmed', by: 'auditor', deadline },
    });
    expect(await ask('POST', 'compliance/roles-reviewed/judgements', { verdict: 'success', reason: 'all were seen' })).toMatchObject({
      status: 201,
      body: { verdict: 'success' },
    });
    expect((await ask('POST', 'compliance/heads-signed/judgements', { verdict: 'success', reason: 'I say so' })).status).toBe(400);
    expect(await recorded('compliance-judged')).toMatchObject([
      { actor: { kind: 'operator', id: 'auditor' }, particulars: { obligation: 'roles-reviewed', verdict: 'to-be-confirmed', deadline } },
      { cause: 'all were seen', particulars: { verdict: 'success' } },
    ]);
    await expect(database.query(`UPDATE compliance_judgement SET verdict = 'success'`)).rejects.toThrow(/permission denied/);
  });

  it('is read with what was found in a month', async () => {
    expect(await ask('GET', 'reports/2026-02')).toMatchObject({
      status: 200,
      body: {
        month: '2026-02',
        summary: { kind: 'report', period: { from: '2026-02-01T00:00:00.000Z', to: '2026-03-01T00:00:00.000Z' }, findings: { open: 0 } },
        reconciliations: [],
      },
    });
    expect((await ask('GET', 'reports/2026-13')).status).toBe(400);
  });
});

describe('a summary that went out', () => {
  it('is kept once, with an event that names nobody', async () => {
    const book = new PostgresSummaryBook(database, new Outbox('audit', database, new FakeClock()));
    const period = { from: new Date('2027-03-01T00:00:00.000Z'), to: new Date('2027-03-02T00:00:00.000Z') };
    expect(await book.sentTo('daily')).toBeUndefined();
    await book.keep('daily', period, 2);
    await book.keep('daily', period, 2);
    expect([await book.sentTo('daily'), await book.sentTo('fortnightly')]).toEqual([period.to, undefined]);
    await book.noteTaken('daily', period.to, 'msg_one');
    await book.noteTaken('daily', period.to, 'msg_one');
    await book.noteTaken('daily', period.from, 'msg_before');
    expect([...(await book.taken('daily', period.to))]).toEqual(['msg_one']);
    expect([...(await book.taken('fortnightly', period.to))]).toEqual([]);
    await expect(database.query(`DELETE FROM summary_delivery`)).rejects.toThrow(/permission denied/);
    expect(await recorded('summary-sent')).toMatchObject([{ particulars: { kind: 'daily', recipients: '2', to: '2027-03-02T00:00:00.000Z' } }]);
  });
});
