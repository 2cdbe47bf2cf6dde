import type { RequestOf, sendSummary } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import { whatIsSaid, type Delivery } from './deliver-message.js';
import { Message } from './message.js';
import type { Gateways } from './message-gateway.js';
import type { RecentMessages } from './recent-messages.js';
import type { SummaryHook } from './summary-hook.js';
import { summaryWords } from './summary-words.js';

type SummaryRequest = RequestOf<typeof sendSummary>;

/** Sends a summary of the log to whoever is to read it. The words are made here. */
export class SendSummary {
  constructor(
    private readonly gateways: Gateways,
    private readonly hook: SummaryHook,
    private readonly recent: RecentMessages,
    private readonly clock: Clock,
  ) {}

  /** @throws `message.undeliverable` */
  async run(request: SummaryRequest): Promise<Delivery> {
    const { outcome, repeated } = this.recent.once(request.messageId, () => this.send(request));
    return { acceptedAt: await outcome, repeated };
  }

  private async send({ messageId, to, summary }: SummaryRequest): Promise<Date> {
    if (to.way === 'hook') await this.hook.post(JSON.stringify({ messageId, summary }), this.clock);
    else await this.mail(messageId, { address: to.address, ...summaryWords(summary) });
    return this.clock.now();
  }

  private async mail(messageId: string, content: { readonly address: string; readonly subject: string; readonly text: string }): Promise<void> {
    const message = Message.read({ messageId, channel: 'email' }, new TextEncoder().encode(JSON.stringify(content)));
    try {
      await this.gateways.of('email').deliver(message);
    } catch (error) {
      throw whatIsSaid(error, 'email');
    }
  }
}
