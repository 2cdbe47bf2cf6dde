import type { Probe } from './service/probe.ts';

/** Which of the two wire formats. */
export type Version = 'v1' | 'v2';

/** How a statement is known: `indirect` from what implementers do, `practice` a decision of this product where the text is silent. */
export type Standing = 'text' | 'indirect' | 'practice';

/** One testable statement about the API. */
export interface Statement {
  readonly id: string;
  readonly versions: readonly Version[];
  readonly says: string;
  readonly standing?: Standing;
  /** Needs time to pass: runs beside the others. */
  readonly waits?: boolean;
  /** Ends quietly where it holds, with a remark where only a part could be tried. */
  readonly check: (probe: Probe) => Promise<string | void>;
}

/** Both wire formats. */
export const both: readonly Version[] = ['v1', 'v2'];

/** The service did something else than the statement says. */
export class Unmet extends Error {
  override readonly name = 'Unmet';
  readonly expected: string;
  readonly got: string;

  constructor(expected: string, got: string) {
    super(`expected ${expected}, got ${got}`);
    this.expected = expected;
    this.got = got;
  }
}

/** The statement says nothing about this service, or cannot be tried with these fixtures. */
export class NotApplicable extends Error {
  override readonly name = 'NotApplicable';
}
