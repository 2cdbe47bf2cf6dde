import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StepFailure } from '../stack/progress.ts';
import { filesBelow } from './copy.ts';
import type { PartName } from './parts.ts';

const manifest = z.strictObject({
  version: z.literal(1),
  part: z.string(),
  takenAt: z.string(),
  /** Whether the stack ran meanwhile: then the database is recovered from its log at the first start, to the end of the backup. */
  running: z.boolean(),
  files: z.record(z.string(), z.strictObject({ bytes: z.number(), sha256: z.string() })),
});

/** What one part of a backup has, so that a file that is missing, changed or added is seen before anything is put back. */
export type Manifest = z.output<typeof manifest>;

const NAME = 'manifest.json';

/** Writes the manifest of a part that lies there whole. */
export function writeManifest(folder: string, about: { part: PartName; takenAt: string; running: boolean }): Manifest {
  const written: Manifest = { version: 1, ...about, files: digestsOf(folder) };
  writeFileSync(join(folder, NAME), `${JSON.stringify(written, undefined, 2)}\n`, { mode: 0o600 });
  return written;
}

/** Reads a part's manifest; refuses a part that is not exactly what it says. */
export function checkPart(folder: string): Manifest {
  const file = join(folder, NAME);
  if (!existsSync(file)) throw new StepFailure(`${folder} is no part of a backup: it has no ${NAME}`, 'name the folder that `npm run backup` wrote');
  const said = manifest.parse(JSON.parse(readFileSync(file, 'utf8')));
  const found = digestsOf(folder);
  const wrong = [...new Set([...Object.keys(said.files), ...Object.keys(found)])].filter((path) => said.files[path]?.sha256 !== found[path]?.sha256);
  if (wrong.length > 0) {
    throw new StepFailure(`${wrong.length} files of ${folder} are not what was backed up: ${wrong.slice(0, 5).join(', ')}`, 'take another copy of this backup');
  }
  return said;
}

function digestsOf(folder: string): Manifest['files'] {
  const paths = filesBelow(folder).filter((path) => path !== NAME && !path.endsWith('/'));
  return Object.fromEntries(
    paths.map((path) => {
      const file = join(folder, path);
      return [path, { bytes: statSync(file).size, sha256: createHash('sha256').update(readFileSync(file)).digest('hex') }];
    }),
  );
}
