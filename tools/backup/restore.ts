/** `npm run restore -- --from DIR --state DIR [--key-file FILE]`: makes a new state folder from a backup; `npm start -- --state DIR` starts it. */
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { explain, StepFailure } from '../stack/progress.ts';
import { putBack, type PutBackReport } from './put-back.ts';
import { isSealed, openParts } from './seal-parts.ts';

/** Of one in clear, or of one whose key the token gave out. What is opened on the way is in clear on this machine, and removed. */
async function restored(from: string, to: string, keyFile: string | undefined): Promise<PutBackReport> {
  if (!isSealed(from)) return putBack(from, to);
  if (keyFile === undefined)
    throw new StepFailure(
      `${from} is encrypted to a token`,
      'have its token open the key (node apps/sam/dist/backup-key.js open …) and name the file with --key-file',
    );
  const clear = await openParts(from, resolve(keyFile), to);
  try {
    return putBack(clear, to);
  } finally {
    rmSync(clear, { recursive: true, force: true });
  }
}

try {
  const { values } = parseArgs({ options: { from: { type: 'string' }, state: { type: 'string' }, 'key-file': { type: 'string' } } });
  if (values.from === undefined || values.state === undefined)
    throw new StepFailure('it is not said what is put back, and where', 'name both: --from and --state');
  const { takenAt, state, running } = await restored(resolve(values.from), resolve(values.state), values['key-file']);
  process.stdout.write(`✓ ${state} is as it was at ${takenAt}; start it with npm start -- --state ${values.state}\n`);
  if (running) process.stdout.write('  it was taken while the stack ran: approvals that were open then are burned at the start, and have to be given again\n');
} catch (error) {
  process.stderr.write(`\n${explain(error)}\n\n`);
  process.exitCode = 1;
}
