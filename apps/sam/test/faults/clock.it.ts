/** The clock of a running SAM jumps, and its time source is wrong, silent and back: nothing is signed by a time that may be wrong. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SntpServer } from '../clock/sntp-server.js';
import { Load } from './load.js';
import { CLEAN, Site } from './site.js';

const HOUR = 3_600_000;
const file = join(tmpdir(), `paraph-stepped-clock-${process.pid}`);

let site: Site;
let server: SntpServer;
/** Sets the SAM's clock apart from the machine's. */
const step = (milliseconds: number): void => {
  writeFileSync(`${file}.new`, String(milliseconds));
  renameSync(`${file}.new`, file);
};
beforeAll(async () => {
  step(0);
  server = await SntpServer.start();
  site = await Site.open({
    SAM_TIME_SOURCES: `127.0.0.1:${server.port}`,
    SAM_TIME_WITHOUT_SOURCE: 'refuse',
    SAM_TIME_INTERVAL_SECONDS: '1',
    SAM_TIME_LOST_AFTER_SECONDS: '3',
    NODE_OPTIONS: `--import ${join(import.meta.dirname, 'stepped-clock.mjs')}`,
    STEPPED_CLOCK_FILE: file,
  });
}, 60_000);
afterAll(async () => {
  await site.close();
  await server.stop();
}, 60_000);

const closed = () => site.sam.until((answer) => answer?.status === 503 && answer.missing.includes('clock'), 'closed for its clock');

/**
 * Closes by what is done and opens by what undoes it, under load. A SAM whose clock is an hour ahead of its callers’ finds their deadlines over
 * before it looks at anything else.
 */
async function faulted(name: string, fault: () => void, end: () => void, codes = ['clock.unreliable']): Promise<void> {
  const load = new Load(site.callers, name);
  const kept = await site.callers.authorise(`${name}, kept`);
  await load.prepare(20);
  load.start(4);
  await site.eventually(() => load.signed.length >= 5, 'five signatures');
  fault();
  await closed();
  // What is told is what a look of every second finds.
  await sleep(1_200);
  expect(codes).toContain((await site.callers.sign(kept)).code);
  const refusal: unknown = await site.callers.authorise(`${name}, closed`).catch((error: unknown) => error);
  expect(codes).toContain(refusal instanceof ServiceError ? refusal.code : refusal);
  end();
  await site.sam.untilReady();
  // Nothing was spent by asking.
  expect((await site.callers.sign(kept)).code).toBe('signed');
  await site.untilSigned(load);
  await load.stop();
  expect(await site.account(load)).toEqual(CLEAN);
}

const told = async (): Promise<string[]> => {
  const found = await site.query<{ type: string; cause: string | null }>(
    `SELECT type, body::jsonb ->> 'cause' AS cause FROM event_outbox WHERE type LIKE 'clock-%' ORDER BY sequence DESC LIMIT 5`,
  );
  return found.map(({ type, cause }) => (cause === null ? type : `${type}: ${cause}`)).reverse();
};

describe('signing under load', () => {
  it.each([HOUR, -HOUR])(
    'closes at a step of %d ms, and opens when it is taken back',
    async (size) => {
      await faulted(
        `step ${size}`,
        () => step(size),
        () => step(0),
        size > 0 ? ['deadline.exceeded'] : undefined,
      );
      expect(await told()).toEqual(expect.arrayContaining(['clock-stepped', 'clock-distrusted: stepped']));
      expect((await told()).at(-1)).toBe('clock-trusted');
      const [event] = await site.query<{ by: string }>(
        `SELECT body::jsonb #>> '{particulars,byMilliseconds}' AS by FROM event_outbox WHERE type = 'clock-stepped' ORDER BY sequence DESC LIMIT 1`,
      );
      expect(Math.abs(Number(event?.by) - size)).toBeLessThan(500);
    },
    60_000,
  );

  it('closes when its source has another time, and opens when both agree', async () => {
    await faulted(
      'wrong',
      () => void (server.error = 5_000),
      () => void (server.error = 0),
    );
    expect(await told()).toContain('clock-distrusted: off');
  }, 60_000);

  it('closes when its source was silent for too long, and opens when it answers', async () => {
    await faulted(
      'silent',
      () => void (server.reply = () => []),
      () => void (server.reply = (good) => [good]),
    );
    expect(await told()).toContain('clock-distrusted: lost');
  }, 60_000);
});
