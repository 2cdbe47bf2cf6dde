import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { processTable, type ProcessRow } from '../stack/process-table.ts';

/** Processor time of programs, in milliseconds since each began. */
export type ProcessorTime = Readonly<Record<string, number>>;

/**
 * Processor time by program, each with all it started: PostgreSQL works in a process per connection. Only where `/proc`
 * tells it; elsewhere nothing is answered.
 */
export function processorTime(programs: ReadonlyMap<string, number>): ProcessorTime {
  const own = process.cpuUsage();
  const bench = { bench: (own.user + own.system) / 1_000 };
  if (process.platform !== 'linux') return bench;
  const table = processTable();
  const rows = [...programs].map(([name, pid]) => [name, treeOf(pid, table).reduce((sum, one) => sum + millisecondsOf(one), 0)] as const);
  return { ...bench, ...Object.fromEntries(rows) };
}

/** What was used in between, by program, for each of so many signatures. */
export function perSignature(before: ProcessorTime, after: ProcessorTime, signatures: number): Record<string, number> {
  return Object.fromEntries(Object.entries(after).map(([name, at]) => [name, (at - (before[name] ?? at)) / signatures]));
}

function treeOf(pid: number, table: readonly ProcessRow[]): number[] {
  const children = table.filter(({ parent }) => parent === pid);
  return [pid, ...children.flatMap((child) => treeOf(child.pid, table))];
}

/** Fields 14 to 17 of proc(5) stat: in user and system mode, its own and that of children it has waited for. */
function millisecondsOf(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 15);
    return (fields.reduce((sum, ticks) => sum + Number(ticks), 0) * 1_000) / ticksPerSecond();
  } catch {
    return 0;
  }
}

let ticks: number | undefined;

function ticksPerSecond(): number {
  ticks ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' })) || 100;
  return ticks;
}
