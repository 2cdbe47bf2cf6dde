import type { DescribeAttempt } from './describe-attempt.js';
import type { IssueSad } from './issue-sad.js';
import type { SignHash } from './sign-hash.js';

/** What becomes of a completed activation: its SAD, its signatures, and what is told of them. */
export class Signing {
  constructor(
    readonly issue: IssueSad,
    readonly sign: SignHash,
    readonly describe: DescribeAttempt,
  ) {}
}
