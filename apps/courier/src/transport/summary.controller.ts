import { Controller } from '@nestjs/common';
import { sendSummary, ServiceError, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers, Log, Metrics } from '@paraph/platform';
import { SendSummary } from '../domain/send-summary.js';

/** Summaries of the log. What is logged and counted is the id and how it ended. */
@Controller()
export class SummaryController {
  private readonly sent: ReturnType<Metrics['counter']>;

  constructor(
    private readonly summaries: SendSummary,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.sent = metrics.counter({ name: 'courier_summaries_total', help: 'Summaries of the audit log by what became of them', labels: ['outcome'] });
  }

  @Answers(sendSummary)
  async send(request: RequestOf<typeof sendSummary>): Promise<ReplyOf<typeof sendSummary>> {
    const { messageId } = request;
    try {
      const { acceptedAt, repeated } = await this.summaries.run(request);
      this.sent.inc({ outcome: repeated ? 'repeated' : 'accepted' });
      this.log.info('summary-sent', { messageId, repeated });
      return { messageId, acceptedAt: acceptedAt.toISOString() };
    } catch (error) {
      this.sent.inc({ outcome: error instanceof ServiceError ? error.code : 'internal' });
      this.log.warn('summary-not-sent', { messageId });
      throw error;
    }
  }
}
