/**
 * Asks the registry what the lockfile cannot say and keeps it in `deploy/supply/registry.json`, for docs/dependencies.md. Run by hand before a release:
 *
 *   node tools/supply/registry-facts.ts [NAME…]     advisories for everything, and the day of publication of these packages
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { writeJson } from '../stack/json-file.ts';
import { lockedPackages } from './locked-packages.ts';
import { registryFacts } from './registry-file.ts';

const root = resolve(import.meta.dirname, '../..');
const file = join(root, 'deploy/supply/registry.json');
const audit = z.object({ vulnerabilities: z.record(z.string(), z.object({ severity: z.string(), range: z.string() })) });

const published = { ...registryFacts.parse(JSON.parse(readFileSync(file, 'utf8'))).published };
const locked = lockedPackages(root);
for (const name of process.argv.slice(2)) {
  const { version } = locked.at(`node_modules/${name}`);
  const times: unknown = JSON.parse(npm('view', `${name}@${version}`, 'time', '--json') ?? '{}');
  const day = z.record(z.string(), z.string()).safeParse(times).data?.[version]?.slice(0, 10);
  if (day !== undefined) published[`${name}@${version}`] = day;
}

const [advisories, why] = askAdvisories();
writeJson(file, { askedAt: new Date().toISOString().slice(0, 10), published, advisories, why });
console.log(`${Object.keys(published).length} days of publication; advisories: ${advisories === null ? why : advisories.length}`);

function askAdvisories(): [{ name: string; severity: string; range: string }[] | null, string] {
  const answer = spawnSync('npm', ['audit', '--json', '--audit-level=none'], { cwd: root, encoding: 'utf8' });
  const found = audit.safeParse(tryJson(answer.stdout));
  if (!found.success) return [null, 'the registry that was asked has no advisories'];
  return [Object.entries(found.data.vulnerabilities).map(([name, { severity, range }]) => ({ name, severity, range })), ''];
}

function npm(...words: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync('npm', words, { cwd: root, encoding: 'utf8' });
  return status === 0 && stdout.trim() !== '' ? stdout : undefined;
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
