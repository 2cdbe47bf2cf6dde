/**
 * Runs before `npm start` and `npm test`: brings the machine to where the pinned Node, the packages and the system
 * programs are there and the workspaces are built. Depends on nothing but Node 18 itself.
 */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { checkNode, checkPlatform, saidYes } from './machine.mjs';
import { buildNatsServer, canBuild, describe, isSupported, natsServer, natsVersion } from './nats-server.mjs';
import { installPackagesOfNode, isInstalled } from './node-modules.mjs';
import { explain, step } from './progress.mjs';
import { requirements } from './requirements.mjs';
import { installPackages, missing } from './system-packages.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const args = process.argv.slice(2);
const purpose = args[args.indexOf('--for') + 1] === 'test' ? 'test' : 'start';
const natsPackage = { name: 'nats-server', when: 'start', apt: 'nats-server', brew: 'nats-server', found: () => natsServer(root) };

try {
  process.stdout.write(`\nParaph: making ready for npm ${purpose}\n`);
  await step('Node and platform', () => {
    checkPlatform();
    return checkNode();
  });
  const installed = isInstalled(root);
  await step('nats-server', async () => {
    const version = natsServer(root) && natsVersion(natsServer(root));
    if (!(version && isSupported(version)) && canBuild()) await buildNatsServer(root);
    return natsServer(root) ? describe(root) : 'to come from the package manager';
  });
  await step('system packages', async () => {
    const hadBroker = natsServer(root) !== undefined;
    const purposes = ['start', ...(purpose === 'test' ? ['test'] : []), ...(installed ? [] : ['build'])];
    const result = await installPackages(missing([natsPackage, ...requirements], purposes), saidYes(args));
    if (!hadBroker) describe(root);
    return result;
  });
  await step('npm packages', () => (installed ? 'as locked' : installPackagesOfNode(root)));
  await step('build', () => build(root));
} catch (error) {
  explain(error);
  process.exitCode = 1;
}
