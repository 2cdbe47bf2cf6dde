/**
 * Keeps `docs/threat-model.md` and the attack tests together: whatever the page names as a test is there, and each file of
 * `apps/sam/test/hostile` is named on the page, so that no attack is shown to nobody and none is promised without a test.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const hostile = resolve(root, 'apps/sam/test/hostile');
const page = readFileSync(resolve(root, 'docs/threat-model.md'), 'utf8');

/** The last column of each table, and what the text about the rest names in back quotes. */
const shown = page.slice(page.indexOf('## What they cannot do'));
const cells = shown.split('\n').flatMap((line) => (line.startsWith('|') ? [line.split('|').at(-2) ?? ''] : []));
const remains = shown.slice(shown.indexOf('## What remains'));
const inQuotes = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');

const found = (name: string): boolean => {
  const place = resolve(/^(apps|libs)\//.test(name) ? root : hostile, name);
  return ['', '.ts', '.spec.ts', '.it.ts'].some((ending) => existsSync(place + ending));
};

const isTest = (name: string): boolean => existsSync(resolve(hostile, `${name}.spec.ts`)) || /^(residual|replaced)-/.test(name);
const named = [...cells.flatMap(inQuotes), ...inQuotes(remains).filter(isTest)];

const problems = [
  ...named.filter((name) => !found(name)).map((name) => `docs/threat-model.md names ${name}, and there is no such test`),
  ...readdirSync(hostile)
    .filter((file) => file.endsWith('.spec.ts'))
    .map((file) => file.slice(0, -'.spec.ts'.length))
    .filter((name) => !named.includes(name))
    .map((name) => `docs/threat-model.md does not name apps/sam/test/hostile/${name}.spec.ts`),
];

if (named.length === 0) problems.push('docs/threat-model.md names no test: its tables are not where this check looks');
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
