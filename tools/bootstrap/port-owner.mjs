import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { outputOf } from './command.mjs';

const LISTENING = '0A';

/**
 * Who listens on this TCP port of the machine: `{ pid, command }`, only `{}` when the owner belongs to somebody else,
 * or undefined when nobody listens.
 * @param {number} port
 * @returns {{ pid?: number, command?: string } | undefined}
 */
export function portOwner(port) {
  return process.platform === 'linux' ? ownerFromProc(port) : ownerFromLsof(port);
}

/**
 * The owner as words for an error message.
 * @param {number} port
 * @returns {string}
 */
export function describeOwner(port) {
  const owner = portOwner(port);
  if (!owner) return 'nobody';
  return owner.pid ? `process ${owner.pid} (${owner.command})` : 'a process of another user';
}

function ownerFromProc(port) {
  const inodes = listeningInodes(port);
  if (inodes.size === 0) return undefined;
  for (const pid of entries('/proc').filter((name) => /^\d+$/.test(name))) {
    if (entries(`/proc/${pid}/fd`).some((fd) => inodes.has(target(`/proc/${pid}/fd/${fd}`)))) {
      return { pid: Number(pid), command: commandOf(pid) };
    }
  }
  return {};
}

function listeningInodes(port) {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => text(file).split('\n').slice(1));
  const fields = rows.map((row) => row.trim().split(/\s+/));
  return new Set(fields.filter((row) => row[1]?.endsWith(suffix) && row[3] === LISTENING).map((row) => `socket:[${row[9]}]`));
}

function ownerFromLsof(port) {
  const output = outputOf('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc']);
  const pid = output?.match(/^p(\d+)$/m)?.[1];
  return pid ? { pid: Number(pid), command: output.match(/^c(.+)$/m)?.[1] ?? 'unknown' } : undefined;
}

function commandOf(pid) {
  const line = text(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();
  return line.length > 100 ? `${line.slice(0, 100)}…` : line;
}

// Processes come and go, and most belong to others: what cannot be read is simply not ours to name.
function entries(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function target(link) {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}

function text(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
