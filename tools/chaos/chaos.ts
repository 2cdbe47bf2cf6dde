/** `npm run chaos [-- --case NAME…] [--json FILE] [--keep] [--list]`: the failure matrix. Each row hurts a whole stack under load and counts what came of it. */
import { parseArgs } from 'node:util';
import { machineFacts } from '../bench/machine-facts.ts';
import { explain } from '../stack/progress.ts';
import { cases } from './cases/all.ts';
import { keepRows, printRows } from './case-rows.ts';
import { runMatrix } from './matrix.ts';

const { values } = parseArgs({
  options: {
    case: { type: 'string', multiple: true },
    json: { type: 'string' },
    list: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});
const wanted = values.case ?? [];
const unknown = wanted.filter((name) => !cases.some((one) => one.name === name));

if (values.list || unknown.length > 0) {
  if (unknown.length > 0) process.stderr.write(`There is no case ${unknown.join(', ')}; there are:\n`);
  process.stdout.write(cases.map(({ name, done }) => `${name.padEnd(28)}${done}\n`).join(''));
  process.exit(unknown.length > 0 ? 2 : 0);
}

try {
  const facts = machineFacts();
  const chosen = cases.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  const rows = await runMatrix(chosen, {
    say: (line) => process.stdout.write(`${line}\n`),
    keep: values.keep,
    // Each row is kept as it comes: a run takes a while, and the rows before the one that failed are worth having.
    told: (row) => {
      printRows([row]);
      if (values.json !== undefined) keepRows(values.json, row, { facts, order: cases.map(({ name }) => name) });
    },
  });
  process.stdout.write('\n');
  printRows(rows);
  process.exit(rows.some(({ result }) => result === 'failed') ? 1 : 0);
} catch (error) {
  process.stderr.write(`\n${explain(error)}\n\n`);
  process.exit(1);
}
