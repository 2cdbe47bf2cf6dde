/** `npm run bench`: how much of the token's own speed reaches a caller, level by level. */
import { explain } from '../stack/progress.ts';
import { runBench } from './bench-command.ts';

try {
  await runBench(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`\n${explain(error)}\n\n`);
  process.exit(1);
}
