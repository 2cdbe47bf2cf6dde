import { readFileSync } from 'node:fs';
import { z } from 'zod';

const jestResults = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numRuntimeErrorTestSuites: z.number(),
  testResults: z.array(
    z.object({
      /** Path of the file. */
      name: z.string(),
      status: z.string(),
      /** Milliseconds since 1970. */
      startTime: z.number(),
      endTime: z.number(),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })),
    }),
  ),
});

/** What Jest wrote of a run. A file that could not even be loaded counts as one failure. */
export interface JestResults {
  readonly passed: number;
  readonly failed: number;
  /** Files in which something failed, by their paths. */
  readonly failedFiles: readonly string[];
  /** Full names of the tests that failed. */
  readonly failedTests: readonly string[];
  /** How long each file took, the longest first. */
  readonly files: readonly { readonly name: string; readonly seconds: number }[];
}

/** Reads what `--json --outputFile` wrote; a file that is not there, or is something else, is a run without a test. */
export function readJestResults(file: string): JestResults {
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, testResults } = jestResults.parse(JSON.parse(readFileSync(file, 'utf8')));
    return {
      passed: numPassedTests,
      failed: numFailedTests + numRuntimeErrorTestSuites,
      failedFiles: testResults.filter(({ status }) => status === 'failed').map(({ name }) => name),
      failedTests: testResults.flatMap(({ assertionResults }) => assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName)),
      files: testResults.map(({ name, startTime, endTime }) => ({ name, seconds: (endTime - startTime) / 1_000 })).sort((a, b) => b.seconds - a.seconds),
    };
  } catch {
    return { passed: 0, failed: 0, failedFiles: [], failedTests: [], files: [] };
  }
}

/** More files than these failing together are no accident of the machine. */
const FEW = 3;

/**
 * Which files are worth running a second time, alone: those of a run in which few failed. What fails twice is a defect; what passes then
 * depends on time or on its neighbours, which is a defect of the test and is said in the last lines, but is not what the change broke.
 */
export function worthASecondLook({ failedFiles }: JestResults): readonly string[] {
  return failedFiles.length <= FEW ? failedFiles : [];
}
