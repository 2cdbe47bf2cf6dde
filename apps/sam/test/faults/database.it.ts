/** The database goes away, hangs and crawls under load: the SAM says so, signs nothing, and signs again by itself. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Load } from './load.js';
import { CLEAN, Site } from './site.js';

const IN_FLIGHT = 6;

let site: Site;
let load: Load;
beforeAll(async () => {
  site = await Site.open();
}, 60_000);
afterAll(() => site.close(), 60_000);

beforeEach(async () => {
  load = new Load(site.callers, expect.getState().currentTestName ?? '');
  await load.prepare(100);
  load.start(IN_FLIGHT);
  await site.eventually(() => load.signed.length >= 10, 'ten signatures');
}, 30_000);
afterEach(() => load.stop());

const withoutDatabase = () => site.sam.until((answer) => answer?.status === 503 && answer.missing.includes('database'), 'without its database');

describe('signing under load', () => {
  it('closes when the database is ended at once, and opens by itself when it is back', async () => {
    await site.installation.postgres.crash();
    await withoutDatabase();
    await sleep(500);
    await site.installation.postgres.begin();
    await site.sam.untilReady();
    await site.untilSigned(load);
    await load.stop();
    expect(await site.account(load)).toEqual(CLEAN);
    expect(Object.keys(load.codes)).toContain('service.unavailable');
  }, 60_000);

  it('survives a database that is restarted as fast as it can be', async () => {
    await site.installation.postgres.crash();
    await site.installation.postgres.begin();
    await site.sam.untilReady();
    await site.untilSigned(load);
    await load.stop();
    expect(await site.account(load)).toEqual(CLEAN);
  }, 60_000);

  it('refuses in time while another session holds the tables, and goes on when it lets go', async () => {
    const other = new pg.Client({ connectionString: site.installation.database.ownerUrl });
    await other.connect();
    await other.query('BEGIN');
    await other.query('LOCK TABLE activation IN ACCESS EXCLUSIVE MODE');
    await site.eventually(() => (load.codes['service.unavailable'] ?? 0) >= 18, 'three refusals for each');
    // A signature that was made just before is not given up: its outcome is tried again for longer than its call has. That is one for each at
    // the most; whoever comes after it is refused in time, which would be this code otherwise.
    expect(load.codes['deadline.exceeded'] ?? 0).toBeLessThanOrEqual(IN_FLIGHT);
    await other.query('ROLLBACK');
    await other.end();
    await site.sam.untilReady();
    await site.untilSigned(load);
    await load.stop();
    expect(await site.account(load)).toEqual(CLEAN);
  }, 60_000);

  it('goes on over a slow wire', async () => {
    site.installation.wire.state = { delay: 60 };
    await site.untilSigned(load, 3);
    site.installation.wire.state = 'open';
    await site.untilSigned(load);
    await load.stop();
    expect(await site.account(load)).toEqual(CLEAN);
  }, 60_000);

  it('closes when the wire to the database is dead, and opens when it is alive: no connection stays hung', async () => {
    site.installation.wire.state = 'dead';
    await withoutDatabase();
    await site.eventually(() => (load.codes['service.unavailable'] ?? 0) + (load.codes['deadline.exceeded'] ?? 0) >= 6, 'six refusals');
    // Bytes that were on the wire are gone for good: every connection of before is worthless.
    await sleep(1_000);
    site.installation.wire.state = 'open';
    await site.sam.untilReady();
    await site.untilSigned(load);
    await load.stop();
    const { unrecorded, ...account } = await site.account(load);
    expect({ unrecorded, ...account }).toEqual(CLEAN);
  }, 90_000);

  it('never ended for any of it', () => {
    expect(site.sam.deaths).toEqual([]);
  });
});
