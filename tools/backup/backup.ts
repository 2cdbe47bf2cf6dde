/** `npm run backup -- [--state DIR] --to DIR [--recipient FILE]`: a backup of a stack on this machine, running or not; encrypted to the token of a recipient. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { explain, StepFailure } from '../stack/progress.ts';
import { sealParts } from './seal-parts.ts';
import { takeBackup } from './take-backup.ts';

try {
  const { values } = parseArgs({ options: { state: { type: 'string', default: '.paraph' }, to: { type: 'string' }, recipient: { type: 'string' } } });
  if (values.to === undefined) throw new StepFailure('it is not said where the backup goes', 'name a new folder with --to');
  const { folder, takenAt, files, bytes, running } = await takeBackup(resolve(values.state), resolve(values.to));
  process.stdout.write(`✓ ${files} files, ${(bytes / 2 ** 20).toFixed(1)} MiB in ${folder}, of a stack that ${running ? 'ran' : 'was stopped'}\n`);
  if (values.recipient === undefined) {
    process.stdout.write('  it is in clear: name the public key of a token with --recipient (docs/operations/backup.md)\n');
  } else {
    const { parts, recipient } = await sealParts(folder, resolve(values.recipient), takenAt);
    process.stdout.write(`  ${parts.join(' and ')} are encrypted to ${recipient.keyId}: only its token opens them\n`);
  }
  process.stdout.write('  token, secrets and database together open every key: keep them apart (docs/operations/backup.md)\n');
} catch (error) {
  process.stderr.write(`\n${explain(error)}\n\n`);
  process.exitCode = 1;
}
