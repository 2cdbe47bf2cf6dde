import { Controller } from '@nestjs/common';
import { announce, ServiceError, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers, Log, Metrics } from '@paraph/platform';
import { AnnounceResult } from '../domain/announce-result.js';
import { NotAnnounced } from '../domain/call-back.js';

/** Announcements for the SAM. What is logged is the host and how it ended; what is counted, how it ended. */
@Controller()
export class AnnounceController {
  private readonly announcements: ReturnType<Metrics['counter']>;

  constructor(
    private readonly announceResult: AnnounceResult,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.announcements = metrics.counter({
      name: 'courier_announcements_total',
      help: 'Announcements of results by what became of them',
      labels: ['outcome'],
    });
  }

  @Answers(announce)
  async announce({ responseId, address }: RequestOf<typeof announce>): Promise<ReplyOf<typeof announce>> {
    const host = URL.parse(address)?.host ?? '';
    try {
      const acceptedAt = await this.announceResult.run(responseId, address);
      this.announcements.inc({ outcome: 'accepted' });
      this.log.info('result-announced', { host });
      return { responseId, acceptedAt: acceptedAt.toISOString() };
    } catch (error) {
      const cause = error instanceof ServiceError ? error.cause : undefined;
      const outcome = cause instanceof NotAnnounced ? cause.reason : 'internal';
      this.announcements.inc({ outcome });
      this.log.warn('result-not-announced', { host, outcome });
      throw error;
    }
  }
}
