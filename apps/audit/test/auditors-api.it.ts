/** Who reads the log leaves an event; who tries and is not let in is counted. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Metrics, rows } from '@paraph/platform';
import { startNats, type TestNats } from '@paraph/testing';
import type { DataSource } from 'typeorm';
import { AuditDatabases } from './audit-database.js';
import { AUDITOR_TOKEN, startAudit, type RunningAudit } from './running-audit.js';

let databases: AuditDatabases;
let nats: TestNats;
let database: DataSource;
let audit: RunningAudit;

beforeAll(async () => {
  [databases, nats] = await Promise.all([AuditDatabases.start(), startNats()]);
  database = await databases.fresh();
  audit = await startAudit(nats, database);
});
afterAll(async () => {
  await audit?.stop();
  await Promise.all([databases.stop(), nats.stop()]);
});

const ask = (path: string, authorization?: string) =>
  audit.app.inject({ url: `/audit/v1/${path}`, ...(authorization === undefined ? {} : { headers: { authorization } }) });
const recorded = async (type: string): Promise<Record<string, string>[]> =>
  (
    await rows<{ body: { particulars: Record<string, string> } }>(database, `SELECT body::jsonb AS body FROM event_outbox WHERE type = $1 ORDER BY sequence`, [
      type,
    ])
  ).map((row) => row.body.particulars);
const refusedCount = async (): Promise<number> =>
  Number(/^paraph_audit_auditors_refused_total\{[^}]*\} (\d+)$/m.exec(await audit.app.get(Metrics).text())?.[1] ?? 0);
/** What is recorded while something is done. */
async function recordedBy(type: string, act: () => Promise<unknown>): Promise<Record<string, string>[]> {
  const before = (await recorded(type)).length;
  await act();
  return (await recorded(type)).slice(before);
}

describe('the auditors’ API', () => {
  it.each([
    ['events?type=signature-made&limit=5', { type: 'signature-made', count: '0' }],
    ['sequences', { view: 'sequences' }],
  ])('records that /%s was read', async (path, particulars) => {
    const read = await recordedBy('events-read', async () => expect((await ask(path, `Bearer ${AUDITOR_TOKEN}`)).statusCode).toBe(200));
    expect(read).toEqual([particulars]);
    expect(await recorded('auditor-refused')).toEqual([]);
  });

  it('is not read by many events in one name: a question of another shape is refused and leaves none', async () => {
    const read = await recordedBy('events-read', async () => expect((await ask('events?colour=blue', `Bearer ${AUDITOR_TOKEN}`)).statusCode).toBe(400));
    expect(read).toEqual([]);
  });

  it.each([
    ['no token', undefined],
    ['another token', 'Bearer of another token than the one'],
    ['the token in another scheme', `Basic ${AUDITOR_TOKEN}`],
    ['the beginning of the token', `Bearer ${AUDITOR_TOKEN.slice(0, -1)}`],
    ['more than the token', `Bearer ${AUDITOR_TOKEN} `.replace(/ $/, 'x')],
    ['nothing after the scheme', 'Bearer '],
  ])('refuses %s, says nothing of the log, and counts it', async (_case, authorization) => {
    const before = await refusedCount();
    const read = await recordedBy('events-read', async () => {
      for (const path of ['events', 'sequences']) {
        const answer = await ask(path, authorization);
        expect({ status: answer.statusCode, leaks: /leaf|sequences/.test(answer.body) }).toEqual({ status: 401, leaks: false });
      }
    });
    expect([await refusedCount(), read]).toEqual([before + 2, []]);
  });

  it('has a thousand refusals in two events: the first at once, the others when audit stops', async () => {
    await audit.stop();
    audit = await startAudit(nats, database);
    const before = (await recorded('auditor-refused')).length;
    await Promise.all(Array.from({ length: 1_000 }, () => ask('events', 'Bearer wrong')));
    expect((await recorded('auditor-refused')).slice(before)).toEqual([{ count: '1' }]);
    await audit.stop();
    expect((await recorded('auditor-refused')).slice(before)).toEqual([{ count: '1' }, { count: '999' }]);
    audit = await startAudit(nats, database);
  });
});
