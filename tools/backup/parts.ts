import { readdirSync } from 'node:fs';
import type { StateFolder } from '../stack/state.ts';

/**
 * The parts of a backup, in the order in which they are taken. The database comes last: whatever remembers how far it was (the token's head of the
 * journal, a witness of the log) must not be younger than it, or the SAM and audit take it for one that was put back, and rightly.
 */
export const partNames = ['token', 'secrets', 'files', 'database'] as const;

/** One part; each is a folder of its own, so that they can be kept by different people. */
export type PartName = (typeof partNames)[number];

/**
 * What no backup has. The broker's store is transport: sources send again what audit has not confirmed, while a store that is younger than the
 * database would bring events whose numbers the sources are about to give again.
 */
const LEFT = new Set(['bus', 'logs', 'cache', 'stack.json', 'signed', 'screenshots']);

/** Entries of a state folder by the part that they belong to; the database's own folder may lie elsewhere and is found by its runner. */
export function entriesOf(part: Exclude<PartName, 'database'>, state: StateFolder): readonly string[] {
  const all = readdirSync(state.root).filter((name) => !LEFT.has(name) && name !== 'pg');
  if (part !== 'files') return all.filter((name) => name === part);
  return all.filter((name) => name !== 'token' && name !== 'secrets');
}
