import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MachineFacts } from '../bench/machine-facts.ts';
import { keepRows } from './case-rows.ts';
import type { CaseRow } from './chaos-case.ts';

const folder = mkdtempSync(join(tmpdir(), 'paraph-rows-'));
afterAll(() => rmSync(folder, { recursive: true }));

const row = (name: string, recoveredInMs: number): CaseRow => ({
  case: name,
  result: 'passed',
  recoveredInMs,
  signaturesAnswered: 1,
  signaturesWithoutRecord: 0,
  doubleSignatures: 0,
  lost: 0,
  burned: 0,
  repeated: 0,
  refusals: {},
  why: [],
});
const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));

describe('the file of the failure matrix', () => {
  it('keeps a row for each case in the table’s order: a run of some replaces theirs, and a case that is gone goes', () => {
    const file = join(folder, 'chaos.json');
    const keep = (one: CaseRow, commit: string, order = ['a', 'b', 'c']): void => keepRows(file, one, { facts: { commit } as MachineFacts, order });
    keep(row('c', 1), 'first');
    keep(row('a', 2), 'first');
    keep(row('b', 3), 'first');
    keep(row('c', 4), 'second', ['b', 'c']);
    expect(read('chaos.json')).toEqual([row('b', 3), row('c', 4)]);
    expect(read('chaos.facts.json')).toMatchObject({ b: { commit: 'first' }, c: { commit: 'second' } });
  });
});
