import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { writeJson } from '../stack/json-file.ts';
import type { BenchRow } from './figures.ts';
import type { FurtherFigures } from './further.ts';
import type { MachineFacts } from './machine-facts.ts';

/** What stands beside the rows. */
export interface BenchFacts extends MachineFacts {
  readonly seconds: number;
  readonly rounds: number;
  /** Bytes by program once everything else was measured, shared pages counted once. */
  readonly memory: Readonly<Record<string, number>>;
  readonly further: FurtherFigures;
  /** Combinations in which a request failed, and why: none of them is among the rows. */
  readonly failures: readonly string[];
}

/** The file of facts that belongs to a file of rows. */
export function factsFile(rows: string): string {
  return `${rows.replace(/\.json$/, '')}.facts.json`;
}

/** Writes the rows as the plain array that programs read, and beside it what they were measured on. */
export function writeResults(file: string, rows: readonly BenchRow[], facts: BenchFacts): void {
  const path = resolve(file);
  mkdirSync(dirname(path), { recursive: true });
  writeJson(path, rows);
  writeJson(factsFile(path), facts);
}
