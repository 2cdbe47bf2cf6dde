/** The bus and the path to the log go away under load: nothing is answered without its record, and what was closed opens by itself. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Load } from './load.js';
import { CLEAN, Site } from './site.js';

const LONGEST_WAIT = 15;
/** Above what one test makes, below what all of them do. */
const MOST_WAITING = 1_500;

let site: Site;
let load: Load;
beforeAll(async () => {
  site = await Site.open({ SAM_OUTBOX_LONGEST_WAIT_SECONDS: String(LONGEST_WAIT), SAM_OUTBOX_MOST_WAITING: String(MOST_WAITING) });
}, 60_000);
afterAll(() => site.close(), 60_000);

beforeEach(async () => {
  load = new Load(site.callers, expect.getState().currentTestName ?? '');
  await load.prepare(100);
  load.start();
  await site.eventually(() => load.signed.length >= 10, 'ten signatures');
}, 30_000);
afterEach(() => load.stop());

/** Whether the audit stand-in has every event that the database has. */
const isWhole = async (): Promise<boolean> => {
  const [row] = await site.query<{ last: string }>('SELECT last FROM event_sequence');
  return Array.from({ length: Number(row?.last) }, (_, index) => index + 1).every((place) => site.audit.events.has(place));
};

describe('signing under load', () => {
  it('closes when the broker is killed, and opens by itself when it is back, with every event', async () => {
    await site.installation.nats.crash();
    await site.sam.until((answer) => answer?.status === 503 && answer.missing.includes('bus'), 'without its bus');
    await sleep(500);
    await site.installation.nats.begin();
    await site.sam.untilReady();
    await site.untilSigned(load);
    await load.stop();
    expect(await site.account(load)).toEqual(CLEAN);
    await site.eventually(isWhole, 'every event in the log');
    expect(site.sam.deaths).toEqual([]);
  }, 60_000);

  it('stops when audit confirms nothing for longer than it may, says so, and goes on when it does', async () => {
    site.audit.isAnswering = false;
    await site.sam.until((answer) => answer?.missing.includes('audit-log') === true, 'closed for the log');
    const spent = load.uses.length;
    await load.prepare(1).catch(() => undefined);
    // No authorisation is opened any more; one that was prepared before is refused and stays whole.
    await expect(site.callers.authorise('while it is closed')).rejects.toMatchObject({ code: 'log.behind' });
    expect(
      load.uses
        .slice(spent + 6)
        .map(({ answer }) => answer.code)
        .filter((code) => code !== 'log.behind'),
    ).toEqual([]);
    expect(await site.sam.metric('sam_log_behind')).toBe(1);
    expect(await site.sam.metric('sam_log_waiting_seconds')).toBeGreaterThan(LONGEST_WAIT);
    site.audit.isAnswering = true;
    await site.sam.untilReady();
    await site.untilSigned(load);
    await load.stop();
    expect(await site.account(load)).toEqual(CLEAN);
    const told = await site.query<{ type: string }>(`SELECT type FROM event_outbox WHERE type LIKE 'log-%' ORDER BY sequence`);
    expect(told.map(({ type }) => type)).toEqual(['log-behind', 'log-caught-up']);
  }, 90_000);

  it('stops when more events wait than may', async () => {
    // As if audit had lost what it had confirmed: all events there are wait for it again.
    site.audit.isAnswering = false;
    await site.query('UPDATE event_sequence SET confirmed = 0');
    await site.sam.until((answer) => answer?.missing.includes('audit-log') === true, 'closed for the log');
    expect(await site.sam.metric('sam_log_waiting_events')).toBeGreaterThan(MOST_WAITING);
    site.audit.isAnswering = true;
    await site.sam.untilReady();
    await site.untilSigned(load);
  }, 60_000);
});
