/** The database's disk is full under load. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Load } from './load.js';
import { CLEAN, Site } from './site.js';

const folder = mkdtempSync(join(tmpdir(), 'paraph-small-disk-'));
const data = join(folder, 'postgres');
/** A file system small enough to fill takes the right to mount one. */
const mayMount = process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=200m,mode=0700', 'tmpfs', folder]).status === 0;
const ballast = join(folder, 'ballast');

/** Takes what is left, to the last block. */
function fill(): void {
  for (let size = 1_048_576; size >= 4_096;) {
    try {
      appendFileSync(ballast, Buffer.alloc(size));
    } catch {
      size /= 4;
    }
  }
}

let site: Site;
beforeAll(async () => {
  if (mayMount) site = await Site.open({}, data);
}, 60_000);
afterAll(async () => {
  if (mayMount) {
    await site.close();
    spawnSync('umount', [folder]);
  }
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

describe('signing under load', () => {
  (mayMount ? it : it.skip)(
    'refuses when the disk is full, and goes on when there is room (needs the right to mount)',
    async () => {
      const load = new Load(site.callers, 'full');
      await load.prepare(60);
      load.start();
      await site.eventually(() => load.signed.length >= 10, 'ten signatures');
      fill();
      const filled = statfsSync(folder).bavail;
      await site.eventually(() => (load.codes['service.unavailable'] ?? 0) + (load.codes['hsm.ambiguous'] ?? 0) >= 6, 'six refusals');
      rmSync(ballast);
      // A server that could not even write its log ended itself: its supervisor starts it again.
      await site.installation.postgres.begin();
      await site.sam.untilReady();
      await site.untilSigned(load);
      await load.stop();
      expect(filled).toBe(0);
      expect(await site.account(load)).toEqual(CLEAN);
      expect(site.sam.deaths).toEqual([]);
    },
    60_000,
  );
});
