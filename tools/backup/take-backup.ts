import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { readJson } from '../stack/json-file.ts';
import { postgresRunner } from '../stack/postgres-runner.ts';
import { StepFailure } from '../stack/progress.ts';
import { runningStack } from '../stack/stack-file.ts';
import { openState, type StateFolder } from '../stack/state.ts';
import { baseBackup } from './base-backup.ts';
import { copyEntry, copyLiving } from './copy.ts';
import { writeManifest } from './manifest.ts';
import { entriesOf, partNames } from './parts.ts';

const ROOT = dirname(dirname(import.meta.dirname));

/** Where a backup lies, and how large it is. */
export interface BackupReport {
  readonly folder: string;
  readonly takenAt: string;
  readonly running: boolean;
  readonly files: number;
  readonly bytes: number;
}

/** Takes a backup of a stack, running or not, into a folder that does not exist yet: one folder for each part, each with its manifest. */
export async function takeBackup(stateRoot: string, to: string): Promise<BackupReport> {
  if (!existsSync(join(stateRoot, 'state.json'))) throw new StepFailure(`${stateRoot} is not a state folder of Paraph`, 'name it with --state');
  if (existsSync(to) && readdirSync(to).length > 0) throw new StepFailure(`${to} is not empty`, 'name a new folder with --to');
  const state = openState(stateRoot);
  const running = runningStack(state) !== undefined;
  const takenAt = new Date().toISOString();
  let files = 0;
  let bytes = 0;
  for (const part of partNames) {
    const folder = join(to, part);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (part === 'database') await copyDatabase(state, join(folder, 'pg'), running);
    else for (const name of entriesOf(part, state)) copyEntry(state.root, folder, name);
    const written = Object.values(writeManifest(folder, { part, takenAt, running }).files);
    files += written.length;
    bytes += written.reduce((sum, one) => sum + one.bytes, 0);
  }
  return { folder: to, takenAt, running, files, bytes };
}

async function copyDatabase(state: StateFolder, to: string, running: boolean): Promise<void> {
  const { data } = postgresRunner(state, ROOT);
  mkdirSync(to, { recursive: true, mode: 0o700 });
  if (running) return baseBackup(serverOf(state), data, to);
  copyLiving(data, to, (path) => path !== 'postmaster.pid');
}

/** The database server of a stack, for its superuser. */
export function serverOf(state: StateFolder): { readonly port: number; readonly password: string } {
  const { postgres } = z.object({ postgres: z.int() }).parse(readJson(state.path('ports.json')));
  return { port: postgres, password: readFileSync(state.path('secrets', 'postgres.password'), 'utf8').trim() };
}
