/**
 * The end-to-end tests: a stack of their own in `.paraph-test/`, Jest's e2e project against it, and the stack stopped.
 * Further words go to Jest: `npm run e2e -- sign-hash`. The state stays for reading its logs, and the next run deletes it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { explain } from '../stack/progress.ts';
import { services } from '../stack/services.ts';
import { Stack } from '../stack/stack.ts';
import { jestCommand } from './parts.ts';
import { prepareRogueProvider } from './rogue-provider.ts';
import { keepTraces, traced } from './traced-services.ts';
import { startTestAuthority } from './test-authority.ts';

const root = dirname(dirname(import.meta.dirname));
const state = join(root, '.paraph-test');
const authority = await startTestAuthority(`${state}-authority`, join(root, 'policies'));
const collector = await keepTraces(state);
const stack = new Stack({
  state,
  reset: true,
  providers: await prepareRogueProvider(`${state}-provider`),
  authorities: authority.folder,
  services: services.map((service) => traced(service, collector)),
});
process.on('exit', () => authority.stop());

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => void stack.stop().finally(() => process.exit(130)));
}

try {
  await stack.start();
} catch (error) {
  process.stderr.write(`\n${explain(error)}\n`);
  process.exit(1);
}
const words = ['--import', join(import.meta.dirname, 'localhost.ts'), ...jestCommand('e2e', '--runInBand', ...process.argv.slice(2))];
const jest = spawn(process.execPath, words, { cwd: root, stdio: 'inherit', env: { ...process.env, PARAPH_STATE: state } });
await once(jest, 'exit');
await stack.stop();
process.exit(jest.exitCode ?? 1);
