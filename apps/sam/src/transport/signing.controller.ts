import { Controller } from '@nestjs/common';
import { describeAttempt, issueSad, ServiceError, signHash, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers, currentDeadline, Metrics } from '@paraph/platform';
import { DescribeAttempt } from '../domain/signing/describe-attempt.js';
import { LogPath } from '../domain/log-path/log-path.js';
import { IssueSad } from '../domain/signing/issue-sad.js';
import { SignHash } from '../domain/signing/sign-hash.js';

type Counter = ReturnType<Metrics['counter']>;

/** SADs and signatures, counted. */
@Controller()
export class SigningController {
  private readonly made: Counter;
  private readonly refused: Counter;

  constructor(
    private readonly issueOne: IssueSad,
    private readonly signOne: SignHash,
    private readonly logPath: LogPath,
    private readonly describeOne: DescribeAttempt,
    metrics: Metrics,
  ) {
    this.made = metrics.counter({ name: 'sam_signatures_total', help: 'Signatures answered' });
    this.refused = metrics.counter({ name: 'sam_signature_refusals_total', help: 'Requests to sign that were refused', labels: ['code'] });
  }

  @Answers(issueSad)
  async issue(request: RequestOf<typeof issueSad>): Promise<ReplyOf<typeof issueSad>> {
    this.logPath.demand();
    const { sad, expiresAt } = await this.issueOne.run(request);
    return { sad, expiresAt: expiresAt.toISOString() };
  }

  @Answers(signHash)
  async sign(request: RequestOf<typeof signHash>): Promise<ReplyOf<typeof signHash>> {
    try {
      const deadline = currentDeadline();
      // Before anything is spent or written: a refusal that leaves an event would only make the queue longer.
      this.logPath.demand();
      const signatures = await this.signOne.run({ ...request, ...(deadline !== undefined && { answerBy: new Date(deadline) }) });
      this.made.inc(signatures.length);
      return { signatures: [...signatures] };
    } catch (error) {
      this.refused.inc({ code: error instanceof ServiceError ? error.code : 'internal' });
      throw error;
    }
  }

  @Answers(describeAttempt)
  async describe(request: RequestOf<typeof describeAttempt>): Promise<ReplyOf<typeof describeAttempt>> {
    return { hashes: [...(await this.describeOne.run(request))] };
  }
}
