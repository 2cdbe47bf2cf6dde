import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChaosCase, Scene } from '../chaos-case.ts';
import type { ChaosSite } from '../chaos-site.ts';
import { mountSmall } from '../site-kinds.ts';

const FULL_MS = 5_000;
const SMALL_MIB = 192;

/** A file system of one's own takes the right to mount it. */
const lacks = (): string | undefined => {
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'the right to mount a file system';
  }
};

/** Writes until nothing goes on it any more, down to the last block. */
function fill(folder: string): string {
  const ballast = join(folder, 'ballast');
  for (let size = 1_048_576; size >= 4_096;) {
    try {
      appendFileSync(ballast, Buffer.alloc(size));
    } catch {
      size /= 4;
    }
  }
  return ballast;
}

const disk = (site: ChaosSite, database: string): string => join(site.instruments.folder, `disk-${database}`);

/** Moves a database to a small disk of its own; whoever is on it comes back by itself. */
async function moveToSmallDisk(site: ChaosSite, database: string): Promise<void> {
  const folder = mountSmall(disk(site, database), SMALL_MIB);
  site.instruments.mounts.push(folder);
  mkdirSync(join(folder, 'tables'));
  chmodSync(join(folder, 'tables'), 0o700);
  const leave = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${database}'`;
  await site.administer(
    `CREATE TABLESPACE small_${database} LOCATION '${join(folder, 'tables')}'`,
    `ALTER DATABASE "${database}" ALLOW_CONNECTIONS false`,
    leave,
    `ALTER DATABASE "${database}" SET TABLESPACE small_${database}`,
    `ALTER DATABASE "${database}" ALLOW_CONNECTIONS true`,
  );
  await site.untilReady(database.replace('_', '-'));
  await site.untilReady('sam');
}

/** What must be seen while the disk is full. */
type Meanwhile = (scene: Scene, fullAt: number) => Promise<void>;

const refuses: Meanwhile = async ({ site, load }) => {
  const before = load.refused.length;
  await site.until(() => load.refused.length >= before + 6, 'six refusals');
};

const stopsWithTheLog: Meanwhile = ({ site }) => site.untilMissing('sam', 'audit-log');

const signsOn: Meanwhile = async ({ load, wrong }, fullAt) => {
  await sleep(FULL_MS);
  if (!load.answered.some(({ begunAt }) => begunAt > fullAt)) wrong('nothing was signed, though signing writes nothing there');
};

function diskOf(database: string, meanwhile: Meanwhile, what: string, recoversWithinMs = 10_000): ChaosCase {
  return {
    name: `disk-full-${database.replace('_', '-')}`,
    done: `the disk under the database ${database} is full: ${what}`,
    site: 'usual',
    recoversWithinMs,
    ends: [],
    lacks,
    prepare: (site) => moveToSmallDisk(site, database),
    async hurt(scene) {
      const fullAt = performance.now();
      const ballast = fill(disk(scene.site, database));
      try {
        await meanwhile(scene, fullAt);
      } finally {
        rmSync(ballast);
      }
      return performance.now();
    },
  };
}

export const diskFullSam = diskOf('sam', refuses, 'refused, and nothing is spent by it');
// What waited has to be in the log before anything is signed again.
export const diskFullAudit = diskOf('audit', stopsWithTheLog, 'signing stops once events have waited too long', 30_000);
export const diskFullIdentity = diskOf('identity', signsOn, 'what was authorised is signed on');
export const diskFullKeyLifecycle = diskOf('key_lifecycle', signsOn, 'signing goes on');
export const diskFullCaConnector = diskOf('ca_connector', signsOn, 'signing goes on');

export const diskFull: ChaosCase = {
  name: 'disk-full',
  done: 'the disk of the whole database server is full, its write-ahead log included',
  short: 'apps/sam/test/faults/disk.it.ts',
  site: 'small-disk',
  recoversWithinMs: 10_000,
  // A server that cannot write its own log ends itself.
  ends: ['postgres'],
  lacks,
  async hurt(scene) {
    const ballast = fill(join(scene.site.instruments.folder, 'pg'));
    try {
      await refuses(scene, 0);
    } finally {
      rmSync(ballast);
    }
    return performance.now();
  },
};
