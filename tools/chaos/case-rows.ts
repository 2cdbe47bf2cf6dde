import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { factsFile } from '../bench/result-files.ts';
import type { MachineFacts } from '../bench/machine-facts.ts';
import { isRecord, readJson, writeJson } from '../stack/json-file.ts';
import type { CaseRow } from './chaos-case.ts';

/** What stands beside the rows: each was found by a run of its own. */
interface RowGround {
  readonly facts: MachineFacts;
  /** Names of all cases, as they shall stand in the file. */
  readonly order: readonly string[];
}

/** Puts a row in the place of the one that the file has of its case, and says beside it on what it was found. */
export function keepRows(file: string, row: CaseRow, { facts, order }: RowGround): void {
  const path = resolve(file);
  mkdirSync(dirname(path), { recursive: true });
  const kept = readJson(path);
  const others = Array.isArray(kept) ? (kept as CaseRow[]).filter((one) => one.case !== row.case && order.includes(one.case)) : [];
  writeJson(
    path,
    [...others, row].sort((a, b) => order.indexOf(a.case) - order.indexOf(b.case)),
  );
  const known = readJson(factsFile(path));
  writeJson(factsFile(path), { ...(isRecord(known) ? known : {}), [row.case]: facts });
}

const MARKS = { passed: '✓', failed: '✗', skipped: '-' } as const;

/** A line for each, and below it what was not kept. */
export function printRows(rows: readonly CaseRow[]): void {
  for (const row of rows) {
    const recovered = row.recoveredInMs === null ? '' : `${row.recoveredInMs} ms`;
    const counts = `${row.signaturesAnswered} answered, ${row.signaturesWithoutRecord} without record, ${row.doubleSignatures} double, ${row.lost} lost, ${row.burned} burned, ${row.repeated} repeated`;
    process.stdout.write(`${MARKS[row.result]} ${row.case.padEnd(28)}${recovered.padStart(9)}  ${counts}\n`);
    const heard = Object.entries(row.refusals).map(([what, times]) => `${times} × ${what}`);
    if (heard.length > 0) process.stdout.write(`    refused: ${heard.join(', ')}\n`);
    for (const one of row.why) process.stdout.write(`    ! ${one}\n`);
  }
}
