import { existsSync, readFileSync } from 'node:fs';
import { outputOf } from './command.mjs';
import { SetupError } from './progress.mjs';

const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];

/** The bootstrap itself runs on the machine's own Node; everything after it runs on the pinned one. */
export function checkNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 18) {
    throw new SetupError(
      `this is Node ${process.versions.node}, and the bootstrap needs Node 18 or newer`,
      'install a current Node LTS; Paraph then brings the exact version it runs on by itself',
    );
  }
  return `${process.versions.node} on ${platform()}`;
}

/** Refuses a machine for which no PostgreSQL binaries exist. */
export function checkPlatform() {
  if (process.platform === 'win32') {
    throw new SetupError('Windows itself is not supported', 'open a WSL2 shell (Debian or Ubuntu) and run the same command there');
  }
  if (!PLATFORMS.includes(platform())) {
    throw new SetupError(`${platform()} is not supported`, `use one of ${PLATFORMS.join(', ')}`);
  }
}

/** The platform's name as npm packages spell it. */
export const platform = () => `${process.platform}-${process.arch}`;

export const isRoot = () => process.getuid?.() === 0;

const CONTAINER_FILES = ['/.dockerenv', '/run/.containerenv'];

/**
 * Nobody sits in front of a CI job or a container, so nobody can be asked and nothing personal can be spoilt. A missing
 * terminal alone says nothing: a server's cron job has none either.
 * @param {{ env?: Readonly<Record<string, string | undefined>>, exists?: (file: string) => boolean, cgroup?: () => string }} [machine]
 */
export function isDisposable({ env = process.env, exists = existsSync, cgroup = cgroupOfInit } = {}) {
  if (env.CI === 'true' || env.CI === '1') return true;
  if (env.container || CONTAINER_FILES.some((file) => exists(file))) return true;
  return /docker|containerd|kubepods|lxc/.test(cgroup());
}

function cgroupOfInit() {
  try {
    return readFileSync('/proc/1/cgroup', 'utf8');
  } catch {
    return '';
  }
}

/**
 * True when the person said `--yes`. npm hands the arguments after `--` to the main script only and not to its
 * `pre` script, so npm's own command line is looked at too.
 * @param {readonly string[]} args
 * @param {{ env?: Readonly<Record<string, string | undefined>>, commandLines?: () => readonly string[] }} [started]
 */
export function saidYes(args, { env = process.env, commandLines = commandLinesAbove } = {}) {
  if (args.includes('--yes') || args.includes('-y')) return true;
  if (env.npm_config_yes === 'true') return true;
  if (env.npm_lifecycle_event === undefined) return false;
  const npm = commandLines().find((line) => line.startsWith('npm')) ?? '';
  return / (--yes|-y)( |$)/.test(npm);
}

// npm runs a script in a shell, and many a shell replaces itself by its only command: npm is our parent or the parent's.
function commandLinesAbove() {
  const parent = String(process.ppid);
  const above = outputOf('ps', ['-o', 'ppid=', '-p', parent]) ?? parentFromProc(parent);
  return [parent, above].filter(Boolean).map((pid) => outputOf('ps', ['-o', 'args=', '-p', pid]) ?? commandLineFromProc(pid));
}

// A slim container may lack ps, and macOS lacks /proc: each is the other's stand-in.
function parentFromProc(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1];
  } catch {
    return undefined;
  }
}

function commandLineFromProc(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}
