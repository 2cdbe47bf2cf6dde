/** `npm run backup -- [--state DIR] --to DIR`: a backup of a stack on this machine, running or not. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { explain, StepFailure } from '../stack/progress.ts';
import { takeBackup } from './take-backup.ts';

try {
  const { values } = parseArgs({ options: { state: { type: 'string', default: '.paraph' }, to: { type: 'string' } } });
  if (values.to === undefined) throw new StepFailure('it is not said where the backup goes', 'name a new folder with --to');
  const { folder, files, bytes, running } = await takeBackup(resolve(values.state), resolve(values.to));
  process.stdout.write(`✓ ${files} files, ${(bytes / 2 ** 20).toFixed(1)} MiB in ${folder}, of a stack that ${running ? 'ran' : 'was stopped'}\n`);
  process.stdout.write('  token, secrets and database together open every key: keep them apart and encrypted (docs/operations/backup.md)\n');
} catch (error) {
  process.stderr.write(`\n${explain(error)}\n\n`);
  process.exitCode = 1;
}
