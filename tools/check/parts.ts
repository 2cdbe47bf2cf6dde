import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { run } from '../bootstrap/command.mjs';
import { readJestResults, worthASecondLook, type JestResults } from './jest-results.ts';

/** What one part of `npm test` found. */
export interface PartResult {
  readonly passed: number;
  readonly failed: number;
  readonly output: string;
  /** Tests that failed and passed when their file was run again, alone. */
  readonly unsteady: readonly string[];
  /** Files that took longest: where to look first when the whole takes too long. */
  readonly slowest: readonly string[];
}

/** How many of them are named. */
const SLOWEST = 6;

/** One part: a command that either is right as a whole, or runs tests that are counted. */
export interface Part {
  readonly name: string;
  readonly commands: readonly (readonly string[])[];
  readonly counts: boolean;
  /** Real processes beside each other: the few files that fail are run once more, alone. */
  readonly looksTwice?: boolean;
  /** The part that mostly waits, beside which this one runs on what it leaves of the processors. */
  readonly beside?: string;
}

const JEST = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];

/** Words for Node that run one of Jest's projects. */
export function jestCommand(project: string, ...more: string[]): string[] {
  return [...JEST, '--selectProjects', project, ...more];
}

/** Tests that take away what a process stands on, under load. */
const UNDER_LOAD = 'apps/sam/test/faults/';

/** Everything that `npm test` runs, in order. Lint and types start no process that others meet, and say nothing of time. */
export const parts: readonly Part[] = [
  { name: 'unit', commands: [jestCommand('unit', '--maxWorkers=2')], counts: true },
  // Two at a time, but for those that take something away under load: what they say of time holds where nothing else takes the processor.
  {
    name: 'integration',
    commands: [jestCommand('integration', '--maxWorkers=2', '--testTimeout=60000', '--testPathIgnorePatterns', UNDER_LOAD)],
    counts: true,
    looksTwice: true,
  },
  { name: 'faults', commands: [jestCommand('integration', '--runInBand', '--testPathPatterns', UNDER_LOAD)], counts: true, looksTwice: true },
  { name: 'lint', commands: [['tools/check/lint.ts']], counts: false, beside: 'faults' },
  {
    name: 'typecheck',
    commands: [
      ['node_modules/typescript/bin/tsc', '-b'],
      ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.tools.json'],
    ],
    counts: false,
    beside: 'faults',
  },
  { name: 'e2e', commands: [['tools/check/e2e.ts']], counts: true, looksTwice: true },
];

/** Words before a command that gets only what others leave: Linux's policy SCHED_IDLE, and elsewhere the lowest priority. */
const WITH_WHAT_IS_LEFT: readonly string[] =
  spawnSync('chrt', ['--idle', '0', 'true'], { stdio: 'ignore' }).status === 0 ? ['chrt', '--idle', '0'] : ['nice', '-n', '19'];

/** Runs one part. A part that counts and ran no test has failed: nothing was shown. */
export async function runPart(part: Part, root: string): Promise<PartResult> {
  const folder = mkdtempSync(join(tmpdir(), 'paraph-test-'));
  try {
    let output = '';
    for (const command of part.commands) {
      const first = await runOnce(part, command, { root, folder });
      output += first.output;
      if (!part.counts && first.status !== 0) return { ...NOTHING, failed: 1, output };
      if (!part.counts) continue;
      const slowest = slowestOf(first.found);
      if (first.status === 0) return { ...counted(first.found), output, unsteady: [], slowest };
      return { ...(await secondLook(part, command, { root, folder, first: first.found })), output, slowest };
    }
    return { ...NOTHING, output };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Place {
  readonly root: string;
  readonly folder: string;
}

async function runOnce(part: Part, command: readonly string[], { root, folder }: Place) {
  const results = join(folder, 'results.json');
  rmSync(results, { force: true });
  const more = part.counts ? ['--json', `--outputFile=${results}`] : [];
  const [program = process.execPath, ...words] = [...(part.beside === undefined ? [] : WITH_WHAT_IS_LEFT), process.execPath, ...command, ...more];
  const { status, output } = await run(program, words, { cwd: root });
  return { status, output, found: readJestResults(results) };
}

async function secondLook(
  part: Part,
  command: readonly string[],
  { first, ...place }: Place & { readonly first: JestResults },
): Promise<Omit<PartResult, 'output' | 'slowest'>> {
  const files = part.looksTwice === true ? worthASecondLook(first) : [];
  const failed = { passed: first.passed, failed: Math.max(1, first.failed), unsteady: [] };
  if (files.length === 0) return failed;
  const again = await runOnce(part, [...command, '--runTestsByPath', ...files], place);
  if (again.status !== 0 || again.found.passed === 0) return failed;
  return { passed: first.passed + first.failed, failed: 0, unsteady: first.failedTests.length > 0 ? first.failedTests : files };
}

function counted({ passed, failed }: JestResults): { readonly passed: number; readonly failed: number } {
  return passed + failed === 0 ? { passed: 0, failed: 1 } : { passed, failed };
}

const NOTHING = { passed: 0, failed: 0, unsteady: [], slowest: [] } as const;

function slowestOf({ files }: JestResults): readonly string[] {
  return files.slice(0, SLOWEST).map(({ name, seconds }) => `${basename(name)} ${Math.round(seconds)} s`);
}
