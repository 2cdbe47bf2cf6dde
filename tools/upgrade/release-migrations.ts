/** `npm run migrations:release`: what is in the list from now on was run by somebody, and never changes again. Part of every release. */
import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { digestOf, migrationFiles, readReleased, releasedFile } from './migrations.ts';

const list = readReleased();
const fresh = migrationFiles(dirname(dirname(import.meta.dirname))).filter(({ path }) => list.released[path] === undefined);
const released = { ...list.released, ...Object.fromEntries(fresh.map((file) => [file.path, digestOf(file)])) };
writeFileSync(releasedFile, `${JSON.stringify({ ...list, released }, undefined, 2)}\n`);
process.stdout.write(`${fresh.length} migrations are released with this one\n`);
