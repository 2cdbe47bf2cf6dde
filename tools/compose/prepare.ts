/**
 * Makes every file that deploy/compose/compose.yaml mounts: keys, secrets, certificates of the bus, settings. Repeating it keeps what is there.
 *
 *   npm run compose:prepare -- --state DIR [--database HOST:PORT] [--origin NAME=URL …] [--login-provider FILE] [--providers FILE] [--proxies N] [--time-sources HOST,…]
 */
import { resolve } from 'node:path';
import { StepFailure } from '../stack/progress.ts';
import { readComposeOptions } from './compose-options.ts';
import { prepareCompose } from './compose-files.ts';

try {
  const options = readComposeOptions(process.argv.slice(2));
  const { notes } = await prepareCompose(resolve(import.meta.dirname, '../..'), options);
  const folder = options.state;
  console.log(`${folder} is ready.\n${notes.map((note) => `  ! ${note}\n`).join('')}`);
  console.log(`podman compose --env-file ${folder}/compose.env --file deploy/compose/compose.yaml up`);
} catch (error) {
  if (!(error instanceof StepFailure)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
