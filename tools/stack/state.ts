import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StepFailure } from './progress.ts';
import { isRecord, readJson } from './json-file.ts';

/** Layout version of a state folder; raised whenever an older one needs a change listed below. */
const STATE_VERSION = 1;

/** From each older version one step forward; databases migrate themselves, this is for the files around them. */
const upgrades: Readonly<Record<number, (folder: string) => void>> = {};

/** The folders of one stack, all below one that a single command deletes. */
export class StateFolder {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  /** A path inside the state folder. */
  path(...parts: string[]): string {
    return join(this.root, ...parts);
  }

  /** A folder inside, made if missing, readable by its owner only. */
  folder(...parts: string[]): string {
    const path = this.path(...parts);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return path;
  }
}

/** Opens a state folder, bringing an older one forward; refuses a folder that is not ours or is newer than this code. */
export function openState(root: string): StateFolder {
  const file = join(root, 'state.json');
  if (!existsSync(file)) {
    if (existsSync(root) && readdirSync(root).length > 0) throw notOurs(root);
    mkdirSync(root, { recursive: true, mode: 0o700 });
    writeVersion(file, STATE_VERSION);
  }
  upgrade(root, file);
  return new StateFolder(root);
}

/** Deletes a state folder, and only ever one that carries our mark. */
export function resetState(root: string): void {
  if (!existsSync(root)) return;
  if (readdirSync(root).length > 0 && !existsSync(join(root, 'state.json'))) throw notOurs(root);
  rmSync(root, { recursive: true, force: true });
}

function upgrade(root: string, file: string): void {
  const found = readJson(file);
  const version = isRecord(found) && typeof found['version'] === 'number' ? found['version'] : 0;
  if (version > STATE_VERSION) {
    throw new StepFailure(
      `${root} was made by a newer Paraph (layout ${version}, this one knows ${STATE_VERSION})`,
      'update the code, or begin anew with `npm start -- --reset`',
    );
  }
  for (let from = version; from < STATE_VERSION; from += 1) {
    const step = upgrades[from];
    if (!step) {
      throw new StepFailure(
        `${root} has layout ${from}, which cannot be brought forward`,
        'begin anew with `npm start -- --reset`; the test signers and their signatures are then gone',
      );
    }
    step(root);
    writeVersion(file, from + 1);
  }
}

function writeVersion(file: string, version: number): void {
  writeFileSync(file, `${JSON.stringify({ version })}\n`, { mode: 0o600 });
}

function notOurs(root: string): StepFailure {
  return new StepFailure(`${root} is not empty and is not a state folder of Paraph`, 'name another folder with --state');
}
