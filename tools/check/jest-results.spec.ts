import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJestResults, worthASecondLook } from './jest-results.ts';

const folder = mkdtempSync(join(tmpdir(), 'paraph-results-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(files: Readonly<Record<string, readonly string[]>>, broken = 0): string {
  const file = join(folder, 'results.json');
  const testResults = Object.entries(files).map(([name, statuses]) => ({
    name,
    status: statuses.length === 0 || statuses.includes('failed') ? 'failed' : 'passed',
    startTime: 1_000,
    endTime: 1_000 + 500 * statuses.length,
    assertionResults: statuses.map((status, place) => ({ status, fullName: `${name} ${place}` })),
  }));
  const all = Object.values(files).flat();
  const count = (wanted: string) => all.filter((status) => status === wanted).length;
  writeFileSync(file, JSON.stringify({ numPassedTests: count('passed'), numFailedTests: count('failed'), numRuntimeErrorTestSuites: broken, testResults }));
  return file;
}

describe('the results of a run', () => {
  it('name what failed, and where', () => {
    expect(readJestResults(written({ 'a.it.ts': ['passed', 'failed'], 'b.it.ts': ['passed'] }))).toEqual({
      passed: 2,
      failed: 1,
      failedFiles: ['a.it.ts'],
      failedTests: ['a.it.ts 1'],
      files: [
        { name: 'a.it.ts', seconds: 1 },
        { name: 'b.it.ts', seconds: 0.5 },
      ],
    });
  });

  it('count a file that could not be loaded', () => {
    expect(readJestResults(written({ 'a.it.ts': [] }, 1))).toMatchObject({ passed: 0, failed: 1, failedFiles: ['a.it.ts'] });
  });

  it.each([
    ['missing', join(folder, 'nothing.json')],
    ['something else', import.meta.filename],
  ])('that are %s are those of a run without a test', (_what, file) => {
    expect(readJestResults(file)).toEqual({ passed: 0, failed: 0, failedFiles: [], failedTests: [], files: [] });
  });
});

describe('a second look', () => {
  it('is had at the few files that failed, and at no other', () => {
    expect(worthASecondLook(readJestResults(written({ a: ['failed'], b: ['passed'], c: ['failed', 'passed'] })))).toEqual(['a', 'c']);
  });

  it('is not had where many failed: that is no accident', () => {
    expect(worthASecondLook(readJestResults(written({ a: ['failed'], b: ['failed'], c: ['failed'], d: ['failed'] })))).toEqual([]);
  });
});
