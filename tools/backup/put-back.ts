import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { postgresRunner } from '../stack/postgres-runner.ts';
import { StepFailure } from '../stack/progress.ts';
import { StateFolder } from '../stack/state.ts';
import { copyEntry, copyLiving } from './copy.ts';
import { checkPart } from './manifest.ts';
import { partNames } from './parts.ts';

const ROOT = dirname(dirname(import.meta.dirname));

/** When the backup was taken that lies there now. */
export interface PutBackReport {
  readonly takenAt: string;
  readonly running: boolean;
  readonly state: string;
}

/**
 * Makes a state folder from a backup. All parts are checked before the first file is written, and belong to one backup; the broker begins anew, and its
 * sources send it what audit has not confirmed.
 */
export function putBack(from: string, to: string): PutBackReport {
  if (existsSync(to) && readdirSync(to).length > 0) throw new StepFailure(`${to} is not empty`, 'name a new folder with --state, or move the old one away');
  const parts = partNames.map((part) => ({ part, folder: join(from, part), manifest: checkPart(join(from, part)) }));
  const [first] = parts;
  if (first === undefined || parts.some(({ part, manifest }) => manifest.part !== part || manifest.takenAt !== first.manifest.takenAt)) {
    throw new StepFailure(`the parts below ${from} are not of one backup`, 'put the four parts of one moment side by side');
  }
  const state = new StateFolder(to);
  mkdirSync(to, { recursive: true, mode: 0o700 });
  for (const { part, folder } of parts) {
    if (part === 'database') continue;
    for (const name of readdirSync(folder).filter((one) => one !== 'manifest.json')) copyEntry(folder, to, name);
  }
  const { data } = postgresRunner(state, ROOT);
  mkdirSync(data, { recursive: true, mode: 0o700 });
  copyLiving(join(from, 'database', 'pg'), data);
  const { takenAt, running } = first.manifest;
  return { takenAt, running, state: to };
}
