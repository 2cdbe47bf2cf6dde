/** `npm run release:verify -- --key PUBLIC.pem DIR`: whether a folder is what the holder of the key released, no file more, none less, none changed. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { verifyRelease } from './verify.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { key: { type: 'string' } } });
const [folder, ...more] = positionals;
if (values.key === undefined || folder === undefined || more.length > 0) {
  console.error('usage: npm run release:verify -- --key PUBLIC.pem DIR');
  process.exit(2);
}
const { problems, summary } = verifyRelease(folder, readFileSync(values.key, 'utf8'));
for (const problem of problems) console.error(`  ✗ ${problem}`);
if (problems.length === 0) console.log(`  ✓ ${summary}`);
process.exitCode = problems.length === 0 ? 0 : 1;
