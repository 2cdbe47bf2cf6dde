/** `node tools/bench/write-tables.ts FILE.json`: puts measured figures into docs/performance.md, between its two marks. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { BenchRow } from './figures.ts';
import { factsFile, type BenchFacts } from './result-files.ts';
import { factsAsLines, rowsAsTable } from './result-table.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const PAGE = join(ROOT, 'docs', 'performance.md');
const MARKS = /(<!-- measured figures -->\n)[\s\S]*(<!-- end of measured figures -->)/;

const [file] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('usage: node tools/bench/write-tables.ts docs/measured/bench.json\n');
  process.exit(2);
}
// Both were written by the bench itself.
const rows = JSON.parse(readFileSync(file, 'utf8')) as BenchRow[];
const facts = JSON.parse(readFileSync(factsFile(file), 'utf8')) as BenchFacts;
const lines = [`From \`${relative(ROOT, resolve(file))}\`.`, ...factsAsLines(facts)].map((line) => `- ${line}`);
const page = readFileSync(PAGE, 'utf8');
writeFileSync(
  PAGE,
  page.replace(MARKS, (_all, begin: string, end: string) => `${begin}\n${rowsAsTable(rows)}\n\n${lines.join('\n')}\n\n${end}`),
);
