/** What our runner must not lose of Jest's own, tried on files made for it; the first two fail on purpose. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../../..');
const OURS = resolve(import.meta.dirname);
const { resolve: found } = createRequire(import.meta.url);

const files = {
  'shared.ts': `export const seen: string[] = [];\nexport class Refusal extends Error {}\n`,
  // A suite that both files import: its words go to the file that runs.
  'common.suite.ts': `import { expect, it } from '@jest/globals';
export const together = (name: string): void => it('stands in ' + name, () => expect(name).toMatch(/spec/));\n`,
  // Lines that are gone when it is compiled.
  'a.spec.ts': `interface Gone {\n  readonly one: string;\n}\nimport { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { seen, Refusal } from './shared.js';
import { together } from './common.suite.js';
together('a.spec');
seen.push('a');
it('passes', () => expect([Buffer.from('a')]).toEqual([Buffer.from('a')]));
it('fails', () => expect(1).toBe(2));
it('waits too long', () => new Promise(() => undefined), 50);
it('is refused', () => expect(() => { throw new Refusal('no'); }).toThrow(Refusal));
it('leaves a promise alone', async () => { void Promise.reject(new Error('nobody listens')); await new Promise((done) => setTimeout(done, 20)); });
describe('after a failure', () => {
  beforeAll(() => { throw new Error('no ground'); });
  it('one does not stand', () => undefined);
  it('nor another', () => undefined);
});
describe('changes', () => {
  it('much', () => {
    process.env['LEFT_BEHIND'] = 'yes';
    delete process.env['GIVEN'];
    process.exitCode = 9;
    process.chdir('/');
    jest.useFakeTimers({ now: 0 });
    jest.spyOn(JSON, 'parse').mockReturnValue('spied');
    expect([Date.now(), JSON.parse('1')]).toEqual([0, 'spied']);
  });
});
it.failing('is known to fail', () => expect(1).toBe(2));\n`,
  'b.spec.ts': `import { expect, it } from '@jest/globals';
import { seen } from './shared.js';
import { together } from './common.suite.js';
together('b.spec');
it('shares modules, and finds the process as it was', () => {
  expect({ seen, left: process.env['LEFT_BEHIND'], given: process.env['GIVEN'], code: process.exitCode, parsed: JSON.parse('1') }).toEqual({
    seen: ['a'], left: undefined, given: 'as before', code: undefined, parsed: 1,
  });
  expect([Date.now() > 1e12, process.cwd() === '/']).toEqual([true, false]);
});\n`,
  'c.spec.ts': `import { nothing } from './missing.js';\nnothing();\n`,
};

interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string; readonly failureMessages: readonly string[] }[];
  }[];
}

let folder: string;
let report: Report;
let status: number | null;

function run(...more: readonly string[]): void {
  const output = join(folder, 'results.json');
  const words = ['--config', join(folder, 'jest.config.json'), '--runInBand', '--json', `--outputFile=${output}`, ...more];
  ({ status } = spawnSync(process.execPath, ['--no-warnings', 'node_modules/jest/bin/jest.js', ...words], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], GIVEN: 'as before' },
  }));
  report = JSON.parse(readFileSync(output, 'utf8')) as Report;
}

const outcomes = (file: string): Record<string, string> =>
  Object.fromEntries(
    report.testResults.filter(({ name }) => name.endsWith(file)).flatMap(({ assertionResults }) => assertionResults.map((one) => [one.fullName, one.status])),
  );
const said = (test: string): string =>
  report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ fullName }) => fullName === test)
    .flatMap(({ failureMessages }) => failureMessages)
    .join();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'paraph-runner-'));
  const config = {
    rootDir: folder,
    testMatch: ['<rootDir>/*.spec.ts'],
    transform: { '^.+\\.ts$': [found('@swc/jest')] },
    extensionsToTreatAsEsm: ['.ts'],
    testEnvironment: join(OURS, 'environment.cjs'),
    testRunner: join(OURS, 'runner.cjs'),
    testSequencer: join(ROOT, 'tools/check/sequencer.cjs'),
  };
  writeFileSync(join(folder, 'jest.config.json'), JSON.stringify(config));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a run', () => {
  beforeAll(() => run());

  it('tells what passed from what failed, waited too long, or had no ground', () => {
    expect(outcomes('a.spec.ts')).toEqual({
      'stands in a.spec': 'passed',
      passes: 'passed',
      fails: 'failed',
      'waits too long': 'failed',
      'is refused': 'passed',
      'leaves a promise alone': 'failed',
      'after a failure one does not stand': 'failed',
      'after a failure nor another': 'failed',
      'changes much': 'passed',
      'is known to fail': 'passed',
    });
    expect(status).toBe(1);
  });

  it('gives each file the modules of the ones before, and the process as it was', () => {
    expect(outcomes('b.spec.ts')).toEqual({ 'stands in b.spec': 'passed', 'shares modules, and finds the process as it was': 'passed' });
  });

  it('names the line of the source where a test failed', () => {
    expect(said('fails')).toMatch(/a\.spec\.ts:10:\d/);
    expect(said('waits too long')).toContain('Exceeded timeout of 50 ms');
  });

  it('counts a file that cannot be loaded as failed', () => {
    const [broken] = report.testResults.filter(({ name }) => name.endsWith('c.spec.ts'));
    expect([broken?.assertionResults, broken?.message]).toEqual([[], expect.stringContaining('missing')]);
  });
});

it('of some tests by their names leaves the others out', () => {
  run('-t', 'passes', 'a.spec');
  expect([report.numPassedTests, status, outcomes('a.spec.ts')['fails']]).toEqual([1, 0, 'pending']);
});
