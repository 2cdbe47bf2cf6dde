import { readFileSync } from 'node:fs';
import { processTable, type ProcessRow } from './process-table.ts';

/** Memory of a program together with all that it started, in bytes. */
export interface ProgramMemory {
  /** Resident set: a page that several processes share counts in each of them, so sums are above what is really taken. */
  readonly rss: number;
  /** Proportional set: a shared page is divided among those who share it. Only where `/proc` tells it. */
  readonly pss: number | undefined;
}

/** Memory by program; `supervisor` is this process without what it started. */
export function memoryOf(programs: ReadonlyMap<string, number>): Record<string, ProgramMemory> {
  const table = processTable();
  const rows = [...programs].map(([name, pid]) => [name, sum(treeOf(pid, table))] as const);
  return { ...Object.fromEntries(rows), supervisor: { rss: process.memoryUsage.rss(), pss: proportionalBytes(process.pid) } };
}

/** One figure by program, of those that have it. */
export function figures(memory: Readonly<Record<string, ProgramMemory>>, which: keyof ProgramMemory): Record<string, number> {
  return Object.fromEntries(Object.entries(memory).flatMap(([name, { [which]: bytes }]) => (bytes === undefined ? [] : [[name, bytes]])));
}

function treeOf(pid: number, table: readonly ProcessRow[]): ProcessRow[] {
  const children = table.filter((row) => row.parent === pid);
  return [...table.filter((row) => row.pid === pid), ...children.flatMap((child) => treeOf(child.pid, table))];
}

function sum(rows: readonly ProcessRow[]): ProgramMemory {
  const proportional = rows.map(({ pid }) => proportionalBytes(pid)).filter((bytes) => bytes !== undefined);
  return {
    rss: rows.reduce((total, { bytes }) => total + bytes, 0),
    pss: proportional.length === rows.length ? proportional.reduce((total, bytes) => total + bytes, 0) : undefined,
  };
}

function proportionalBytes(pid: number): number | undefined {
  try {
    const kilobytes = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8').match(/^Pss:\s+(\d+) kB/m)?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}
