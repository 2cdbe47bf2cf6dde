import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseRow } from '../chaos-case.ts';
import { cases } from './all.ts';

const root = join(import.meta.dirname, '../../..');
const measured = JSON.parse(readFileSync(join(root, 'docs/measured/chaos.json'), 'utf8')) as readonly CaseRow[];

describe('the failure matrix', () => {
  it('names each case once', () => {
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });

  it.each(cases.flatMap(({ name, short }) => (short === undefined ? [] : [[name, short]])))('has a short form of %s where it says: %s', (_name, short) => {
    expect(existsSync(join(root, short))).toBe(true);
  });

  it('was run, every row of it, and no promise was broken', () => {
    const passed = measured.filter(({ result }) => result === 'passed').map((row) => row.case);
    expect(passed).toEqual(cases.map(({ name }) => name));
  });
});
