import { Controller } from '@nestjs/common';
import { describeAttempt, issueSad, ServiceError, signHash, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers, currentDeadline, Metrics, type Caller } from '@paraph/platform';
import { LogPath } from '../domain/log-path/log-path.js';
import { HeldElsewhere } from '../domain/sessions/held-elsewhere.js';
import { Signing } from '../domain/signing/signing.js';
import { AtHolder } from './at-holder.js';

type Counter = ReturnType<Metrics['counter']>;

/** SADs and signatures, counted. */
@Controller()
export class SigningController {
  private readonly made: Counter;
  private readonly refused: Counter;

  constructor(
    private readonly signing: Signing,
    private readonly logPath: LogPath,
    private readonly atHolder: AtHolder,
    metrics: Metrics,
  ) {
    this.made = metrics.counter({ name: 'sam_signatures_total', help: 'Signatures answered' });
    this.refused = metrics.counter({ name: 'sam_signature_refusals_total', help: 'Requests to sign that were refused', labels: ['code'] });
  }

  @Answers(issueSad)
  async issue(request: RequestOf<typeof issueSad>, caller: Caller): Promise<ReplyOf<typeof issueSad>> {
    this.logPath.demand();
    const here = async (): Promise<ReplyOf<typeof issueSad>> => {
      const { sad, expiresAt } = await this.signing.issue.run(request);
      return { sad, expiresAt: expiresAt.toISOString() };
    };
    return this.atHolder.run(issueSad, request, { caller, here });
  }

  @Answers(signHash)
  async sign(request: RequestOf<typeof signHash>, caller: Caller): Promise<ReplyOf<typeof signHash>> {
    return this.atHolder.run(signHash, request, { caller, here: () => this.signHere(request) });
  }

  @Answers(describeAttempt)
  async describe(request: RequestOf<typeof describeAttempt>): Promise<ReplyOf<typeof describeAttempt>> {
    return { hashes: [...(await this.signing.describe.run(request))] };
  }

  private async signHere(request: RequestOf<typeof signHash>): Promise<ReplyOf<typeof signHash>> {
    try {
      const deadline = currentDeadline();
      // Before anything is spent or written: a refusal that leaves an event would only make the queue longer.
      this.logPath.demand();
      const signatures = await this.signing.sign.run({ ...request, ...(deadline !== undefined && { answerBy: new Date(deadline) }) });
      this.made.inc(signatures.length);
      return { signatures: [...signatures] };
    } catch (error) {
      if (!(error instanceof HeldElsewhere)) this.refused.inc({ code: error instanceof ServiceError ? error.code : 'internal' });
      throw error;
    }
  }
}
