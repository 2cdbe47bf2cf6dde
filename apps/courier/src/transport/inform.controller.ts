import { Controller } from '@nestjs/common';
import { inform, ServiceError, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers, Log, Metrics } from '@paraph/platform';
import { InformSubscriber } from '../domain/inform-subscriber.js';

/** What subscribers are told. What is logged and counted is the id and how it ended. */
@Controller()
export class InformController {
  private readonly told: ReturnType<Metrics['counter']>;

  constructor(
    private readonly informSubscriber: InformSubscriber,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.told = metrics.counter({ name: 'courier_subscribers_informed_total', help: 'Messages to subscribers by what became of them', labels: ['outcome'] });
  }

  @Answers(inform)
  async inform(request: RequestOf<typeof inform>): Promise<ReplyOf<typeof inform>> {
    const { messageId } = request;
    try {
      const { acceptedAt, repeated } = await this.informSubscriber.run(request);
      this.told.inc({ outcome: repeated ? 'repeated' : 'accepted' });
      this.log.info('subscriber-informed', { messageId, repeated });
      return { messageId, acceptedAt: acceptedAt.toISOString() };
    } catch (error) {
      this.told.inc({ outcome: error instanceof ServiceError ? error.code : 'internal' });
      this.log.warn('subscriber-not-informed', { messageId });
      throw error;
    }
  }
}
