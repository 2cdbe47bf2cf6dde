/** How often one reader may ask: over HTTP, each reader for itself, and counted. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Metrics, rows } from '@paraph/platform';
import { FakeClock, startNats, type TestNats } from '@paraph/testing';
import type { DataSource } from 'typeorm';
import { AuditDatabases } from './audit-database.js';
import { AUDITOR_TOKEN, startAudit, type RunningAudit } from './running-audit.js';
import { aParty } from './signature-story.js';
import { standInForIdentity, token } from './stand-in-identity.js';

const reading = { origin: undefined, requestsPerMinute: 6, exportsPerMinute: 2 };
const [alice, bob] = [aParty(), aParty()];

let databases: AuditDatabases;
let nats: TestNats;
let database: DataSource;
let audit: RunningAudit;
let clock: FakeClock;

beforeAll(async () => {
  [databases, nats] = await Promise.all([AuditDatabases.start(), startNats()]);
  database = await databases.fresh();
});
afterAll(async () => {
  await Promise.all([databases.stop(), nats.stop()]);
});
beforeEach(async () => {
  clock = new FakeClock(new Date().toISOString());
  audit = await startAudit(nats, database, { reading }, clock);
  standInForIdentity(audit, { alice, bob });
});
afterEach(() => audit.stop());

const ask = (path: string, as = AUDITOR_TOKEN, accept = 'application/json') =>
  audit.app.inject({ url: `/audit/v1/${path}`, headers: { authorization: `Bearer ${as}`, accept } });
const statuses = async (times: number, path: string, as?: string, accept?: string): Promise<readonly number[]> => {
  const seen: number[] = [];
  for (let left = times; left > 0; left -= 1) seen.push((await ask(path, as, accept)).statusCode);
  return seen;
};
const figure = async (name: string, label = ''): Promise<number> => {
  const lines = (await audit.app.get(Metrics).text()).split('\n');
  const found = lines.find((line) => line.startsWith(`paraph_audit_${name}{`) && line.includes(label));
  return Number(found?.split(' ').at(-1) ?? 0);
};
const readings = async (): Promise<number> => (await rows(database, `SELECT 1 FROM event_outbox WHERE type = 'events-read'`)).length;

describe('whoever asks too often', () => {
  it('is told when to come again, by a problem document, and nothing is read for them', async () => {
    expect(await statuses(6, 'events?limit=1')).toEqual(Array(6).fill(200));
    const read = await readings();
    const refused = await ask('events?limit=1');
    expect([refused.statusCode, refused.headers['retry-after'], refused.headers['content-type'], refused.headers['cache-control']]).toEqual([
      429,
      '10',
      expect.stringContaining('application/problem+json'),
      'no-store',
    ]);
    expect(refused.json()).toEqual({
      type: 'urn:paraph:error:request.too_many',
      title: expect.any(String),
      status: 429,
      code: 'request.too_many',
      detail: 'too many requests a minute: come again in 10 seconds',
    });
    expect(await readings()).toBe(read);
    clock.advance(10_000);
    expect(await statuses(2, 'events?limit=1')).toEqual([200, 429]);
  });

  it('is counted, and is no stranger: nobody is told to be refused as one', async () => {
    const strangers = await figure('auditors_refused_total');
    await statuses(9, 'sequences');
    expect([await figure('reads_refused_total', 'of="requests"'), await figure('auditors_refused_total')]).toEqual([3, strangers]);
  });

  it('keeps nobody else from asking, whichever of their tokens they send', async () => {
    await statuses(7, 'events?limit=1', token('alices-client'));
    expect(await statuses(1, 'events?limit=1', token('alices-client'))).toEqual([429]);
    for (const other of [AUDITOR_TOKEN, token('alice'), token('bobs-client'), token('officer')])
      expect(await statuses(1, 'events?limit=1', other)).toEqual([200]);
  });

  it('is refused before it is looked whether there is what they ask for', async () => {
    await statuses(6, 'me');
    expect(await statuses(1, 'no-such-thing')).toEqual([429]);
  });

  it('has fewer exports than pages', async () => {
    expect(await statuses(3, 'events', AUDITOR_TOKEN, 'application/jsonl')).toEqual([200, 200, 429]);
    expect((await ask('events', AUDITOR_TOKEN, 'text/csv')).json()).toMatchObject({ code: 'request.too_many', detail: expect.stringContaining('exports') });
    expect(await statuses(1, 'events?limit=1')).toEqual([200]);
    expect(await figure('reads_refused_total', 'of="exports"')).toBe(2);
  });
});

describe('whoever is nobody', () => {
  it('is refused as such, however often they ask', async () => {
    expect(await statuses(9, 'events', 'x'.repeat(43))).toEqual(Array(9).fill(401));
  });
});
