import { Controller } from '@nestjs/common';
import { issueTimestamp, ServiceError, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { fromBase64, toBase64 } from '@paraph/kernel';
import { Answers, Metrics } from '@paraph/platform';
import { IssueTimestamp } from '../domain/issue-timestamp.js';

/** Time-stamps for clients. */
@Controller()
export class TimestampController {
  private readonly issued: ReturnType<Metrics['counter']>;

  constructor(
    private readonly timestamps: IssueTimestamp,
    metrics: Metrics,
  ) {
    this.issued = metrics.counter({ name: 'ca_connector_timestamps_total', help: 'Time-stamps by what became of the request', labels: ['outcome'] });
  }

  @Answers(issueTimestamp)
  async issue({ hashAlgorithmOid, hash, nonce }: RequestOf<typeof issueTimestamp>): Promise<ReplyOf<typeof issueTimestamp>> {
    try {
      const { token, time } = await this.timestamps.run({ hashAlgorithmOid, hash: fromBase64(hash) ?? new Uint8Array(), nonce });
      this.issued.inc({ outcome: 'issued' });
      return { token: toBase64(token), time: time.toISOString() };
    } catch (error) {
      this.issued.inc({ outcome: error instanceof ServiceError ? error.code : 'internal' });
      throw error;
    }
  }
}
