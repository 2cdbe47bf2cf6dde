import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { problemsOfPromises } from './security-page.ts';

const ROOT = dirname(dirname(import.meta.dirname));
const page = (row: string): string => `# Promises\n\n## One\n\n| Promise | How | Shown by |\n| --- | --- | --- |\n${row}\n\n## What is not promised\n`;

describe('docs/security.md', () => {
  it('names a test for each promise, and tests that exist', () => {
    expect(problemsOfPromises(readFileSync(join(ROOT, 'docs', 'security.md'), 'utf8'), ROOT)).toEqual([]);
  });

  it('is found wanting without a test, with one that is gone, and without promises', () => {
    expect(problemsOfPromises(page('| nothing is lost | by care | `tools/check/security-page.spec.ts` |'), ROOT)).toEqual([]);
    expect(problemsOfPromises(page('| nothing is lost | by care | trust us |'), ROOT)).toEqual(['no test is named for: nothing is lost']);
    expect(problemsOfPromises(page('| nothing is lost | by care | `tools/check/gone.spec.ts` |'), ROOT)).toEqual([
      'tools/check/gone.spec.ts is named and does not exist',
    ]);
    expect(problemsOfPromises('# Promises\n\n## What is not promised\n', ROOT)).toEqual(['the page has no table of promises']);
  });
});
