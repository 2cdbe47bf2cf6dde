import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, SystemClock } from '@paraph/kernel';
import { Outbox, rows } from '@paraph/platform';
import { FakeClock } from '@paraph/testing';
import type { DataSource } from 'typeorm';
import { PostgresFindings } from '../../src/adapters/postgres-findings.js';
import { LogEventFinder } from '../../src/domain/reconciliation/log-event-finder.js';
import { Reconcile } from '../../src/domain/reconciliation/reconcile.js';
import { RecordEvents } from '../../src/domain/record-events.js';
import { AuditDatabases, eventLogOver } from '../audit-database.js';
import { findingsSuite } from './findings.suite.js';
import { Story } from './story.js';

const DAY_MS = 86_400_000;
let databases: AuditDatabases;
let database: DataSource;

beforeAll(async () => {
  databases = await AuditDatabases.start();
});
afterAll(() => databases.stop());

const findingsOver = (opened: DataSource) => new PostgresFindings(opened, new Outbox('audit', opened, new SystemClock()));
const events = async (type: string) =>
  (
    await rows<{ body: { particulars: Record<string, string>; actor: object; cause?: string } }>(
      database,
      `SELECT body::jsonb AS body FROM event_outbox WHERE type = $1 ORDER BY sequence`,
      [type],
    )
  ).map(({ body }) => body);

findingsSuite('PostgreSQL', async () => findingsOver((database = await databases.fresh())));

describe('the log compared with itself', () => {
  const start = new Date('2027-03-01T09:00:00.000Z');
  const period = { from: start, to: new Date(start.getTime() + 30 * DAY_MS) };

  async function reconciled(leftOut: readonly string[]) {
    database = await databases.fresh();
    const story = new Story(start);
    const [ada, bob] = [story.credential(), story.credential()];
    // More than one page of signatures, all of one credential.
    for (let count = 0; count < 25; count += 1) story.signature(ada);
    const { attemptId } = story.signature(bob);
    story.later(DAY_MS).revocation(bob);
    const log = eventLogOver(database);
    const told = story.events.filter(
      ({ type, particulars }) => !(leftOut.includes(type) && (particulars['attemptId'] === attemptId || particulars['credentialId'] === bob.credentialId)),
    );
    const arrived = told.map((event) => ({ source: event.source, body: JSON.stringify(event), sequence: event.sequence }));
    for (let first = 0; first < arrived.length; first += 1_000) await new RecordEvents(log).run(arrived.slice(first, first + 1_000));
    const findings = findingsOver(database);
    const clock = new FakeClock(period.to.toISOString());
    const done = await new Reconcile(new LogEventFinder(log, 10), findings, clock).run(
      { reconciliationId: newId('rcn'), period, askedBy: 'audit' },
      new AbortController().signal,
    );
    return { done, findings, attemptId, bob };
  }

  it('has no findings where everything is there', async () => {
    const { done, findings } = await reconciled([]);
    expect(done).toMatchObject({ events: 57, opened: 0, undecided: 0 });
    expect(await findings.count()).toEqual({ open: 0, explained: 0, closed: 0 });
    expect(await events('reconciliation-finished')).toMatchObject([{ actor: { kind: 'system', id: 'audit' }, particulars: { events: '57', opened: '0' } }]);
  });

  it('has one for each thing that is missing, with the place that is empty, and an event for each', async () => {
    const { findings, attemptId, bob } = await reconciled(['signature-intended', 'key-destroyed']);
    const found = (await findings.list({}, { limit: 9 })).map(({ rule, subject }) => `${rule} ${subject}`).sort();
    expect(found).toEqual([
      `revocation-without-destruction ${bob.credentialId}`,
      expect.stringMatching(/^sequence-incomplete sam \d+$/),
      `signature-without-intent ${attemptId}`,
    ]);
    expect((await events('finding-opened')).map(({ particulars }) => `${particulars['rule']} ${particulars['subject']}`).sort()).toEqual(found);
  });
});

describe('the role that audit runs as', () => {
  beforeAll(async () => {
    database = await databases.fresh();
    await findingsOver(database).open([{ rule: 'key-without-end', subject: 'key', position: 1 }], { reconciliationId: newId('rcn'), at: new Date(0) });
  });

  it.each([
    ['forget a finding', `DELETE FROM finding`],
    ['change what a finding is about', `UPDATE finding SET subject = 'another'`],
    ['change when it was opened', `UPDATE finding SET opened_at = now()`],
    ['change how a comparison went', `UPDATE reconciliation SET figures = '{}'`],
    ['forget a comparison', `DELETE FROM reconciliation`],
    ['take back what was asked for', `DELETE FROM reconciliation_order`],
  ])('cannot %s', async (_act, statement) => {
    await expect(database.query(statement)).rejects.toThrow(/permission denied/);
    expect(await rows(database, `SELECT subject FROM finding`)).toEqual([{ subject: 'key' }]);
  });
});

describe('what becomes of a finding', () => {
  it('is an event with who said what', async () => {
    const findings = findingsOver((database = await databases.fresh()));
    await findings.open([{ rule: 'key-without-end', subject: 'key', position: 1 }], { reconciliationId: newId('rcn'), at: new Date(0) });
    const [{ findingId } = { findingId: '' }] = await findings.list({}, { limit: 1 });
    await findings.explain(findingId, { by: 'opr_ada', at: new Date(0), text: 'as planned' });
    await findings.close(findingId, ['explained'], { by: 'opr_ben', at: new Date(0), text: 'seen' });
    expect(await events('finding-explained')).toMatchObject([{ actor: { kind: 'operator', id: 'opr_ada' }, cause: 'as planned', particulars: { findingId } }]);
    expect(await events('finding-closed')).toMatchObject([{ actor: { kind: 'operator', id: 'opr_ben' }, cause: 'seen', particulars: { findingId } }]);
  });
});
