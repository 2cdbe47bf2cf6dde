import { auditEvent, type EventRecord, type EventSource } from '@paraph/contracts';
import { newId, type Clock } from '@paraph/kernel';
import type { DataSource, EntityManager } from 'typeorm';
import { rows } from '../database/rows.js';
import { correlationId } from '../logs/correlation.js';
import { eventText } from './event-text.js';

/** Where a service's events are written: in the same transaction as the act, so that neither exists without the other. */
export class Outbox<Source extends EventSource = EventSource> {
  #wake: (() => void) | undefined;

  constructor(
    private readonly source: Source,
    private readonly database: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Writes an event inside a transaction. Its place in the sequence is taken under a lock held until the commit, so this
   * comes last in the transaction; a rolled-back act leaves no gap.
   */
  async record(transaction: EntityManager, event: EventRecord<Source>): Promise<void> {
    const [place] = await rows<{ last: string }>(transaction, `UPDATE event_sequence SET last = last + 1 RETURNING last`);
    const correlation = correlationId();
    const complete = auditEvent.parse({
      ...event,
      id: newId('evt'),
      source: this.source,
      sequence: Number(place?.last),
      occurredAt: this.clock.now().toISOString(),
      ...(correlation === undefined ? {} : { correlationId: correlation }),
    });
    await transaction.query(`INSERT INTO event_outbox (id, sequence, type, body) VALUES ($1, $2, $3, $4)`, [
      complete.id,
      complete.sequence,
      complete.type,
      eventText(complete),
    ]);
    this.#wake?.();
  }

  /** Writes an event that stands alone, such as a refusal. */
  async recordAlone(event: EventRecord<Source>): Promise<void> {
    await this.database.transaction((transaction) => this.record(transaction, event));
  }

  /** Has the relay told whenever something may be waiting. */
  onRecord(wake: () => void): void {
    this.#wake = wake;
  }
}
