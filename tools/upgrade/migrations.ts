import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { narrowings } from './narrowing.ts';

const released = z.strictObject({
  /** Digest of each migration that somebody may have run, by its path. */
  released: z.record(z.string(), z.string()),
  /** Migrations that take away, and from which release on nobody reads what they take. */
  contracting: z.array(z.strictObject({ file: z.string(), unreadSince: z.string(), why: z.string().min(20) })),
});

/** What stands in `released-migrations.json`. */
export type ReleasedMigrations = z.output<typeof released>;

/** A migration of a service as it lies there. */
export interface MigrationFile {
  readonly path: string;
  readonly text: string;
}

const FILE = join(import.meta.dirname, 'released-migrations.json');

/** The list as it was last written. */
export function readReleased(): ReleasedMigrations {
  return released.parse(JSON.parse(readFileSync(FILE, 'utf8')));
}

/** Where the list lies. */
export const releasedFile = FILE;

/** Every migration of every service. */
export function migrationFiles(root: string): readonly MigrationFile[] {
  const folders = readdirSync(join(root, 'apps')).map((app) => `apps/${app}/src/adapters/migrations`);
  const files = folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`));
  return files.filter((path) => /\/\d+-[\w-]+\.ts$/.test(path)).map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/** SHA-256 of a migration's text. */
export function digestOf({ text }: MigrationFile): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What stands in the way of an upgrade while services of the release before run. */
export function problemsOf(files: readonly MigrationFile[], list: ReleasedMigrations): readonly string[] {
  const found = new Map(files.map((file) => [file.path, file]));
  const gone = Object.keys(list.released).flatMap((path) =>
    found.has(path) ? [] : [`${path} is released and gone: databases that ran it would not know where they are`],
  );
  const changed = files.flatMap((file) => {
    const digest = list.released[file.path];
    return digest === undefined || digest === digestOf(file) ? [] : [`${file.path} is released and changed: write another one`];
  });
  const permitted = new Set(list.contracting.map(({ file }) => file));
  const fresh = files.filter(({ path }) => list.released[path] === undefined && !permitted.has(path));
  const narrowing = fresh.flatMap(({ path, text }) =>
    narrowings(text).map(({ what, statement }) => `${path} ${what}: ${statement.replaceAll(/\s+/g, ' ').slice(0, 120)}`),
  );
  return [...gone, ...changed, ...narrowing];
}
