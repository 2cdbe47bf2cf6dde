/** An auditor has the log compared with itself, and says what was found. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Metrics, rows } from '@paraph/platform';
import { startNats, type TestNats } from '@paraph/testing';
import type { DataSource } from 'typeorm';
import { TreatFindings } from '../../src/domain/reconciliation/treat-findings.js';
import { RecordEvents } from '../../src/domain/record-events.js';
import { AuditDatabases, eventLogOver } from '../audit-database.js';
import { AUDITOR_TOKEN, startAudit, until, type RunningAudit } from '../running-audit.js';
import { Story } from './story.js';

const HOUR_MS = 3_600_000;

let databases: AuditDatabases;
let nats: TestNats;
let database: DataSource;
let audit: RunningAudit;
let attemptId: string;
const start = new Date(Date.now() - 2 * HOUR_MS);
const whole = { from: start.toISOString(), to: new Date(start.getTime() + HOUR_MS).toISOString() };

beforeAll(async () => {
  [databases, nats] = await Promise.all([AuditDatabases.start(), startNats()]);
  database = await databases.fresh();
  const story = new Story(start);
  ({ attemptId } = story.signature(story.credential()));
  const told = story.events.filter(({ type }) => type !== 'evidence-given');
  await new RecordEvents(eventLogOver(database)).run(told.map((event) => ({ source: event.source, body: JSON.stringify(event), sequence: event.sequence })));
  audit = await startAudit(nats, database);
});
afterAll(async () => {
  await audit.stop();
  await Promise.all([databases.stop(), nats.stop()]);
});

async function ask(method: 'GET' | 'POST', path: string, body?: object, token = AUDITOR_TOKEN) {
  const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) };
  const answer = await audit.app.inject({ method, url: `/audit/v1/${path}`, headers, ...(body && { payload: JSON.stringify(body) }) });
  return { status: answer.statusCode, body: answer.json<Record<string, unknown> & { findings: { findingId: string }[] }>() };
}
const recorded = async (type: string): Promise<readonly object[]> =>
  (await rows<{ body: object }>(database, `SELECT body::jsonb AS body FROM event_outbox WHERE type = $1 ORDER BY sequence`, [type])).map(({ body }) => body);

describe('a comparison that an auditor asks for', () => {
  it('is made at once, and leaves findings that can be read and explained', async () => {
    const ordered = await ask('POST', 'reconciliations', whole);
    expect(ordered).toMatchObject({ status: 201, body: { state: 'ordered', askedBy: 'auditor', period: whole } });
    const path = `reconciliations/${String(ordered.body['reconciliationId'])}`;
    await until(async () => (await ask('GET', path)).body['state'] === 'finished');
    expect((await ask('GET', path)).body).toMatchObject({ events: 2, opened: 2, breaches: { 'signature-without-evidence': 1, 'sequence-incomplete': 1 } });
    expect((await ask('GET', 'reconciliations')).body).toMatchObject({ reconciliations: [{ state: 'finished' }] });

    const { body } = await ask('GET', 'findings?rule=signature-without-evidence');
    expect(body).toMatchObject({ findings: [{ subject: attemptId, state: 'open', cause: { fr: expect.stringContaining('preuve') } }], counts: { open: 2 } });
    const [{ findingId } = { findingId: '' }] = body.findings;
    expect(await ask('POST', `findings/${findingId}/closing`, { text: 'all is well' })).toMatchObject({ status: 409, body: { code: 'finding.state' } });
    expect(await ask('POST', `findings/${findingId}/explanation`, { text: 'left out by this test' })).toMatchObject({
      status: 200,
      body: { state: 'explained', explanation: { by: 'auditor', text: 'left out by this test' } },
    });
    // Who explained it does not close it; another person does.
    expect(await ask('POST', `findings/${findingId}/closing`, { text: 'all is well' })).toMatchObject({ status: 409, body: { code: 'finding.state' } });
    await audit.app.get(TreatFindings).close(findingId, 'opr_AAAAAAAAAAAAAAAAAAAAAA', 'seen');
    expect((await ask('GET', `findings/${findingId}`)).body).toMatchObject({ state: 'closed', closing: { by: 'opr_AAAAAAAAAAAAAAAAAAAAAA' } });

    expect(await recorded('reconciliation-finished')).toMatchObject([{ actor: { kind: 'operator', id: 'auditor' }, particulars: { opened: '2' } }]);
    expect(await recorded('finding-explained')).toMatchObject([{ actor: { kind: 'operator', id: 'auditor' }, particulars: { findingId } }]);
    expect(await recorded('finding-closed')).toMatchObject([{ actor: { kind: 'operator', id: 'opr_AAAAAAAAAAAAAAAAAAAAAA' } }]);
  });

  it('leaves how many findings there are in each state as a measure', async () => {
    await until(async () => (await audit.app.get(Metrics).text()).includes('paraph_audit_findings{'));
    expect(await audit.app.get(Metrics).text()).toMatch(/^paraph_audit_findings\{.*state="explained".*\} \d+$/m);
  });

  it.each([
    ['a period that ends before it begins', 'POST', 'reconciliations', { from: whole.to, to: whole.from }, 400],
    ['a period of words', 'POST', 'reconciliations', { from: 'yesterday', to: 'today' }, 400],
    ['a comparison nobody made', 'GET', 'reconciliations/rcn_AAAAAAAAAAAAAAAAAAAAAA', undefined, 404],
    ['a finding nobody made', 'GET', 'findings/fnd_AAAAAAAAAAAAAAAAAAAAAA', undefined, 404],
    ['no explanation', 'POST', 'findings/fnd_AAAAAAAAAAAAAAAAAAAAAA/explanation', { text: '' }, 400],
  ] as const)('is not made of %s', async (_what, method, path, body, status) => {
    expect((await ask(method, path, body)).status).toBe(status);
  });

  it('finds nothing under a rule that there is not', async () => {
    expect(await ask('GET', 'findings?rule=no-such-rule')).toMatchObject({ status: 200, body: { findings: [] } });
  });

  it('is nobody’s who has no token', async () => {
    expect((await ask('GET', 'findings', undefined, 'another')).status).toBe(401);
    expect((await ask('POST', 'reconciliations', whole, 'another')).status).toBe(401);
  });
});
