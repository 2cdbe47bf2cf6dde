/**
 * `npm run compose:try`: the compose file, run from the images of `npm run images` on a machine without a container engine. Each service has its own
 * network, mounts and process numbers; the database is outside, as the file says. Ends with 0 when every service was ready and stopped in order.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { Buildah } from '../images/buildah.ts';
import { stopInImage } from '../images/started.ts';
import { sourceFacts } from '../images/source-facts.ts';
import { readCompose } from './compose-file.ts';
import { readComposeOptions } from './compose-options.ts';
import { prepareCompose } from './compose-files.ts';
import { imageOpener } from './image-opener.ts';
import { TrialNetwork } from './network.ts';
import { startServices, type StartedService } from './run-services.ts';
import { startTrialDatabase } from './trial-database.ts';
import { trialQuestions } from './trial-questions.ts';

const IN_NAMESPACE = '--in-namespace';
const root = resolve(import.meta.dirname, '../..');

// A network of our own, which ends with this program: nothing of the machine's is changed, and nothing outside is in reach.
if (!process.argv.includes(IN_NAMESPACE)) {
  const words = ['--net', '--mount', process.execPath, '--no-warnings', import.meta.filename, IN_NAMESPACE];
  process.exit(spawnSync('unshare', words, { stdio: 'inherit' }).status ?? 1);
}

const folder = join(root, '.paraph-tools/compose-try');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const state = join(folder, 'state');
await prepareCompose(root, readComposeOptions(['--state', state]));
const compose = readCompose(root, state);
const network = new TrialNetwork();
for (const name of Object.keys(compose.services)) network.add(name);
const images = imageOpener(new Buildah(join(root, '.paraph-tools/images')), root, join(folder, 'nats'));
const started: StartedService[] = [];
const database = await startTrialDatabase(root, join(folder, 'database'), join(state, 'databases.sql'));
let failed = 0;
try {
  await startServices({ compose, network, folder: join(folder, 'logs'), open: images.open }, started);
  for (const { name, tookMs, child } of started) console.log(`  ✓ ${name.padEnd(22)} ${child ? 'ready' : 'ended well'} after ${Math.round(tookMs)} ms`);
  for (const { question, answer, holds } of await trialQuestions(network, state)) {
    console.log(`  ${holds ? '✓' : '✗'} ${question}: ${answer}`);
    if (!holds) failed += 1;
  }
} catch (error) {
  failed += 1;
  console.error(error instanceof Error ? error.message : error);
} finally {
  // Services before brokers, as an engine stops them: in the order in which they wait for each other.
  for (const brokers of [false, true]) await Promise.all(started.filter(({ name }) => name.startsWith('nats-') === brokers).map(stop));
  database.kill('SIGINT');
  await once(database, 'exit');
  images.close();
  network.close();
}
console.log(`${sourceFacts(root).version}: ${started.length} of ${Object.keys(compose.services).length - 1} services, ${failed} failures`);
process.exitCode = failed === 0 ? 0 : 1;

async function stop({ name, child }: StartedService): Promise<void> {
  if (!child || child.exitCode !== null) return;
  const ended = once(child, 'exit');
  stopInImage(child);
  await ended;
  console.log(`  ✓ ${name} stopped`);
}
