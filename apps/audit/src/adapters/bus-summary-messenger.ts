import { sendSummary, type AuditSummary } from '@paraph/contracts';
import type { Bus } from '@paraph/platform';
import { SummaryMessenger, type Recipient } from '../domain/summaries/send-summaries.js';

/** Courier writes to whoever is to read a summary. */
export class BusSummaryMessenger extends SummaryMessenger {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override async send(messageId: string, to: Recipient, summary: AuditSummary): Promise<void> {
    await this.bus.call(sendSummary, { messageId, to, summary });
  }
}
