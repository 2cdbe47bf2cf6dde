import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A pid together with when it began: pids are used again, this pair is not. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly began: string;
}

/** Identifies a running process, or undefined when there is none with this pid. */
export function identify(pid: number): ProcessIdentity | undefined {
  if (process.platform === 'linux') {
    const fields = statFields(pid);
    // Field 22 of proc(5) stat, start time in clock ticks; a zombie (Z) has ended and only waits to be reaped.
    return fields && fields[0] !== 'Z' ? { pid, began: fields[19] ?? '' } : undefined;
  }
  const began = ps(['-o', 'lstart=', '-p', String(pid)]);
  return began ? { pid, began } : undefined;
}

/** True while exactly this process runs. */
export function isAlive(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.began === identity.began;
}

/** One row of the process table. */
export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  /** Resident memory. */
  readonly bytes: number;
}

/** Every process of this machine. */
export function processTable(): ProcessRow[] {
  return process.platform === 'linux' ? rowsFromProc() : rowsFromPs();
}

function rowsFromProc(): ProcessRow[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).map((pid) => {
    const resident = textOf(`/proc/${pid}/status`).match(/^VmRSS:\s+(\d+) kB/m)?.[1];
    return { pid, parent: Number(statFields(pid)?.[1] ?? 0), bytes: Number(resident ?? 0) * 1024 };
  });
}

function rowsFromPs(): ProcessRow[] {
  const rows = ps(['-A', '-o', 'pid=,ppid=,rss='])
    .split('\n')
    .map((row) => row.trim().split(/\s+/).map(Number));
  return rows.map(([pid = 0, parent = 0, kilobytes = 0]) => ({ pid, parent, bytes: kilobytes * 1024 }));
}

/** The fields of proc(5) stat after the command, which may itself contain spaces and brackets. */
function statFields(pid: number): string[] | undefined {
  const text = textOf(`/proc/${pid}/stat`);
  return text === '' ? undefined : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function ps(args: string[]): string {
  try {
    return execFileSync('ps', args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } }).trim();
  } catch {
    return '';
  }
}
