import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { which } from '../bootstrap/command.mjs';

/** A program of the stack and everything needed to run and stop it. */
export interface ProgramSpec {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly log: string;
  /** Asks for an orderly end: PostgreSQL takes SIGINT for a fast shutdown, everything else SIGTERM. */
  readonly stopSignal: 'SIGINT' | 'SIGTERM';
}

const MAX_LOG_BYTES = 10_000_000;

/**
 * Starts a program in a process group of its own, so that a Ctrl-C in the terminal reaches only the supervisor, which
 * then stops everything in order. Where the system can, the kernel ends the program if the supervisor is killed.
 */
export function spawnProgram(spec: ProgramSpec): ChildProcess {
  rotate(spec.log);
  const log = openSync(spec.log, 'a', 0o600);
  try {
    const [file, ...args] = [...spec.command];
    return spawn(file, args, { cwd: spec.cwd, env: { ...spec.env }, detached: true, stdio: ['ignore', log, log] });
  } finally {
    closeSync(log);
  }
}

/**
 * Words before the command of a program of the stack. `setpriv` lets the kernel send this signal when the supervisor is gone; `chrt` has it scheduled as one of
 * many that work for one another. Nothing where the system has neither.
 */
export function besideOthers(signal: 'SIGINT' | 'SIGTERM'): string[] {
  const ends = process.platform === 'linux' && which('setpriv') ? ['setpriv', '--pdeathsig', signal.slice(3), '--'] : [];
  return [...ends, ...asBatch()];
}

let batch: readonly string[] | undefined;

/**
 * Linux's policy SCHED_BATCH: a program that gets a message does not interrupt the one that sent it, which is about to send more. With a dozen programs on
 * two processors that is a seventh more sessions a second. Tried once: a sandbox may forbid it.
 */
function asBatch(): readonly string[] {
  const words = ['chrt', '--batch', '0'];
  batch ??= process.platform === 'linux' && spawnSync('chrt', [...words.slice(1), 'true'], { stdio: 'ignore' }).status === 0 ? words : [];
  return batch;
}

/** Signals a whole process group; false when it is gone already. */
export function signalGroup(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** The last lines of a log, for the screen. */
export function logTail(file: string, lines = 15): string {
  const text = existsSync(file) ? readFileSync(file, 'utf8').trimEnd() : '';
  return text
    .split('\n')
    .slice(-lines)
    .map((line) => `    ${line.slice(0, 400)}`)
    .join('\n');
}

function rotate(file: string): void {
  if (existsSync(file) && statSync(file).size > MAX_LOG_BYTES) renameSync(file, `${file}.1`);
}
