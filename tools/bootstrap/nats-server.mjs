import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { outputOf, run, which } from './command.mjs';
import { warn } from './progress.mjs';

/** The oldest release lines that still receive security fixes, newest last. */
const SUPPORTED = [
  [2, 11, 16],
  [2, 12, 7],
];
const MODULE = 'github.com/nats-io/nats-server/v2@v2.12.7';

const toolsFolder = (root) => join(root, '.paraph-tools', 'bin');

/** The nats-server that the stack will run: our own build first, then the system's. */
export function natsServer(root) {
  const own = join(toolsFolder(root), 'nats-server');
  return existsSync(own) ? own : which('nats-server');
}

/** `nats-server: v2.12.7` as three numbers. */
export function natsVersion(file) {
  const found = outputOf(file, ['--version'])?.match(/v(\d+)\.(\d+)\.(\d+)/);
  return found ? found.slice(1, 4).map(Number) : undefined;
}

/** Within a release line the patch level decides; a line newer than all of these counts as supported. */
export function isSupported(version) {
  const newest = SUPPORTED[SUPPORTED.length - 1];
  const line = SUPPORTED.find(([major, minor]) => major === version[0] && minor === version[1]);
  if (line) return version[2] >= line[2];
  return version[0] > newest[0] || (version[0] === newest[0] && version[1] > newest[1]);
}

/** True when a Go toolchain is here that can compile this release without fetching another toolchain. */
export function canBuild() {
  const found = which('go') && outputOf('go', ['env', 'GOVERSION'])?.match(/go(\d+)\.(\d+)/);
  return Boolean(found) && (Number(found[1]) > 1 || Number(found[2]) >= 24);
}

/** Builds a supported nats-server from its module into the repository; false when that is not possible. */
export async function buildNatsServer(root) {
  mkdirSync(toolsFolder(root), { recursive: true });
  const env = { ...process.env, GOBIN: toolsFolder(root), GOTOOLCHAIN: 'local', CGO_ENABLED: '0', GOFLAGS: '' };
  const { status, output } = await run('go', ['install', '-trimpath', MODULE], { env });
  if (status !== 0) warn(`go could not build ${MODULE}: ${output.trim().split('\n').pop()}`);
  return status === 0;
}

/** Says so when the broker in use is one that no longer gets security fixes. */
export function describe(root) {
  const file = natsServer(root);
  const version = file && natsVersion(file);
  if (!version) return 'not found';
  if (!isSupported(version)) {
    warn(`nats-server ${version.join('.')} no longer gets security fixes: good enough for a trial, refused in production`);
  }
  return version.join('.');
}
