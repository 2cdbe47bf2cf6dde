import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { run } from '../bootstrap/command.mjs';

/** What one part of `npm test` found. */
export interface PartResult {
  readonly passed: number;
  readonly failed: number;
  readonly output: string;
}

/** One part: a command that either is right as a whole, or runs tests that are counted. */
export interface Part {
  readonly name: string;
  readonly commands: readonly (readonly string[])[];
  readonly counts: boolean;
}

const JEST = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];

/** Words for Node that run one of Jest's projects. */
export function jestCommand(project: string, ...more: string[]): string[] {
  return [...JEST, '--selectProjects', project, ...more];
}

/** Tests that take away what a process stands on, under load. */
const UNDER_LOAD = 'apps/sam/test/faults/';

/** Everything that `npm test` runs, in order: the cheap and telling parts first. */
export const parts: readonly Part[] = [
  { name: 'lint', commands: [['tools/check/lint.ts']], counts: false },
  {
    name: 'typecheck',
    commands: [
      ['node_modules/typescript/bin/tsc', '-b'],
      ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.tools.json'],
    ],
    counts: false,
  },
  { name: 'unit', commands: [jestCommand('unit', '--maxWorkers=2')], counts: true },
  // Two at a time, but for those that take something away under load: what they say of time holds where nothing else takes the processor.
  {
    name: 'integration',
    commands: [jestCommand('integration', '--maxWorkers=2', '--testTimeout=60000', '--testPathIgnorePatterns', UNDER_LOAD)],
    counts: true,
  },
  { name: 'faults', commands: [jestCommand('integration', '--runInBand', '--testPathPatterns', UNDER_LOAD)], counts: true },
  { name: 'e2e', commands: [['tools/check/e2e.ts']], counts: true },
];

/** Runs one part. A part that counts and ran no test has failed: nothing was shown. */
export async function runPart(part: Part, root: string): Promise<PartResult> {
  const folder = mkdtempSync(join(tmpdir(), 'paraph-test-'));
  const results = join(folder, 'results.json');
  try {
    let output = '';
    for (const command of part.commands) {
      const more = part.counts ? ['--json', `--outputFile=${results}`] : [];
      const done = await run(process.execPath, [...command, ...more], { cwd: root });
      output += done.output;
      if (done.status !== 0) return { ...(part.counts ? atLeastOneFailed(countsIn(results)) : { passed: 0, failed: 1 }), output };
    }
    if (!part.counts) return { passed: 0, failed: 0, output };
    const counts = countsIn(results);
    return { ...(counts.passed + counts.failed === 0 ? { passed: 0, failed: 1 } : counts), output };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const jestResults = z.object({ numPassedTests: z.number(), numFailedTests: z.number(), numRuntimeErrorTestSuites: z.number() });

interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** A file that could not even be loaded counts as one failure. */
function countsIn(file: string): Counts {
  try {
    const found = jestResults.parse(JSON.parse(readFileSync(file, 'utf8')));
    return { passed: found.numPassedTests, failed: found.numFailedTests + found.numRuntimeErrorTestSuites };
  } catch {
    return { passed: 0, failed: 0 };
  }
}

function atLeastOneFailed(counts: Counts): Counts {
  return { passed: counts.passed, failed: Math.max(1, counts.failed) };
}
