import { Controller } from '@nestjs/common';
import { deliver, ServiceError, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers, Log, Metrics } from '@paraph/platform';
import { DeliverMessage } from '../domain/deliver-message.js';

/** Messages from the SAM. What is logged and counted is the id, the channel and how it ended. */
@Controller()
export class DeliverController {
  private readonly messages: ReturnType<Metrics['counter']>;
  private readonly duration: ReturnType<Metrics['histogram']>;

  constructor(
    private readonly deliverMessage: DeliverMessage,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.messages = metrics.counter({ name: 'courier_messages_total', help: 'Messages by what became of them', labels: ['channel', 'outcome'] });
    this.duration = metrics.histogram({ name: 'courier_delivery_seconds', help: 'Time until a gateway answered', labels: ['channel', 'outcome'] });
  }

  @Answers(deliver)
  async deliver(request: RequestOf<typeof deliver>): Promise<ReplyOf<typeof deliver>> {
    const { messageId, channel } = request;
    const began = performance.now();
    const end = (outcome: string): void => {
      this.messages.inc({ channel, outcome });
      this.duration.observe({ channel, outcome }, (performance.now() - began) / 1_000);
    };
    try {
      const { acceptedAt, repeated } = await this.deliverMessage.run(request);
      end(repeated ? 'repeated' : 'accepted');
      this.log.info('message-taken', { messageId, channel, repeated });
      return { messageId, acceptedAt: acceptedAt.toISOString() };
    } catch (error) {
      end(error instanceof ServiceError ? error.code : 'internal');
      this.log.warn('message-not-taken', { messageId, channel });
      throw error;
    }
  }
}
