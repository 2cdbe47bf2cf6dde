/** `npm run doctor`: what is installed, what is missing, which port is whose, and what state lies here. Changes nothing. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { outputOf } from './command.mjs';
import { platform } from './machine.mjs';
import { isSupported, natsServer, natsVersion } from './nats-server.mjs';
import { isInstalled, nativeFiles } from './node-modules.mjs';
import { portOwner } from './port-owner.mjs';
import { requirements } from './requirements.mjs';
import { installCommand, missing } from './system-packages.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const stateOption = process.argv.indexOf('--state');
const state = resolve(stateOption > 0 ? (process.argv[stateOption + 1] ?? '.paraph') : join(root, '.paraph'));
let wrong = 0;

const line = (mark, name, text) => process.stdout.write(`  ${mark} ${name.padEnd(18)} ${text}\n`);
const good = (name, text) => line('✓', name, text);
const bad = (name, text) => {
  wrong += 1;
  line('✗', name, text);
};
const check = (ok, name, text) => (ok ? good(name, text) : bad(name, text));
const heading = (text) => process.stdout.write(`\n${text}\n`);

heading('Machine');
check(Number(process.versions.node.split('.')[0]) >= 18, 'node', `${process.versions.node} on ${platform()}`);
good('npm', outputOf('npm', ['--version'])?.split('\n').pop() ?? 'not found');

heading('Packages');
check(isInstalled(root), 'npm packages', isInstalled(root) ? 'as locked' : 'missing or out of date: npm ci');
for (const file of nativeFiles(root)) if (!existsSync(file)) bad('npm packages', `${file} is missing`);
const pinned = join(root, 'node_modules/node/bin/node');
check(existsSync(pinned), 'pinned node', existsSync(pinned) ? (outputOf(pinned, ['--version']) ?? '') : 'missing: npm ci');
const broker = natsServer(root);
const brokerVersion = broker && natsVersion(broker);
const brokerText = brokerVersion ? `${brokerVersion.join('.')} (${broker})` : 'missing';
check(Boolean(brokerVersion), 'nats-server', brokerVersion && !isSupported(brokerVersion) ? `${brokerText}: no security fixes any more` : brokerText);
const absent = missing(requirements, ['start', 'build', 'test']);
for (const requirement of requirements) {
  const needed = requirement.when === 'start' ? '' : ` (for ${requirement.when === 'build' ? 'npm ci' : 'npm test'})`;
  check(!absent.includes(requirement), requirement.name, `${requirement.found() ?? 'missing'}${needed}`);
}
if (absent.length > 0) process.stdout.write(`    ${installCommand(absent)}\n`);

heading(`State in ${state}`);
const version = readJson(join(state, 'state.json'))?.version;
if (version === undefined) good('layout', 'none yet; npm start makes it');
else good('layout', `version ${version}`);
const stack = readJson(join(state, 'stack.json'));
if (stack) good('stack', `process ${stack.pid}${alive(stack.pid) ? ' runs' : ' was killed; npm start tidies up'}`);
else if (version !== undefined) good('stack', 'not running');

const ports = Object.entries(readJson(join(state, 'ports.json')) ?? {});
if (ports.length > 0) heading('Ports');
const ours = new Set([stack?.pid, ...Object.values(stack?.services ?? {}).map((service) => service.pid)]);
for (const [name, port] of ports) {
  const owner = portOwner(port);
  if (!owner) good(name, `${port} free`);
  else if (ours.has(owner.pid)) good(name, `${port} ours (process ${owner.pid})`);
  else bad(name, `${port} taken by ${owner.pid ? `process ${owner.pid}: ${owner.command}` : 'a process of another user'}`);
}

process.stdout.write(wrong > 0 ? `\n${wrong} thing(s) to mend.\n\n` : '\nAll is well.\n\n');
process.exitCode = wrong > 0 ? 1 : 0;

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
