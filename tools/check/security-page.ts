import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** What is wrong with a page of promises: a row that names no test, or a name of nothing. */
export function problemsOfPromises(page: string, root: string): readonly string[] {
  const promises = page.slice(page.indexOf('\n## '), page.indexOf('## What is not promised'));
  const rows = promises.split('\n').filter((line) => line.startsWith('|') && !/^\|[\s|-]*\|$/.test(line) && !/\|\s*Shown by\s*\|$/.test(line));
  if (rows.length === 0) return ['the page has no table of promises'];
  return [
    ...rows.flatMap((row) => (namesIn(row.split('|').at(-2) ?? '').length === 0 ? [`no test is named for: ${row.split('|')[1]?.trim()}`] : [])),
    ...namesIn(page)
      .filter((name) => !existsSync(join(root, name)))
      .map((name) => `${name} is named and does not exist`),
  ];
}

/** Paths in back quotes. */
function namesIn(text: string): readonly string[] {
  return [...text.matchAll(/`((?:apps|libs|tools|e2e|docs|k8s|deploy)\/[^`\s]+)`/g)].map((match) => match[1] ?? '');
}
