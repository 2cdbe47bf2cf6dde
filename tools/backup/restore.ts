/** `npm run restore -- --from DIR --state DIR`: makes a new state folder from a backup; `npm start -- --state DIR` starts it. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { explain, StepFailure } from '../stack/progress.ts';
import { putBack } from './put-back.ts';

try {
  const { values } = parseArgs({ options: { from: { type: 'string' }, state: { type: 'string' } } });
  if (values.from === undefined || values.state === undefined)
    throw new StepFailure('it is not said what is put back, and where', 'name both: --from and --state');
  const { takenAt, state, running } = putBack(resolve(values.from), resolve(values.state));
  process.stdout.write(`✓ ${state} is as it was at ${takenAt}; start it with npm start -- --state ${values.state}\n`);
  if (running) process.stdout.write('  it was taken while the stack ran: approvals that were open then are burned at the start, and have to be given again\n');
} catch (error) {
  process.stderr.write(`\n${explain(error)}\n\n`);
  process.exitCode = 1;
}
