import { auditEvent, type EventRecord, type EventSource } from '@paraph/contracts';
import { newId, type Clock } from '@paraph/kernel';
import type { DataSource, EntityManager } from 'typeorm';
import { preparedRows } from '../database/prepared-rows.js';
import { correlationId } from '../logs/correlation.js';
import { eventText } from './event-text.js';

/** An event with the correlation id of the request it belongs to. */
export interface OwnedEvent<Source extends EventSource = EventSource> {
  readonly event: EventRecord<Source>;
  readonly correlationId: string | undefined;
}

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
  record(transaction: EntityManager, event: EventRecord<Source>): Promise<void> {
    return this.recordAll(transaction, [{ event, correlationId: correlationId() }]);
  }

  /** The same for several, in their order: their places are taken at once. None takes no lock. */
  async recordAll(transaction: EntityManager, events: readonly OwnedEvent<Source>[]): Promise<void> {
    if (events.length === 0) return;
    const [place] = await preparedRows<{ last: string }>(transaction, `UPDATE event_sequence SET last = last + $1 RETURNING last`, [events.length]);
    const first = Number(place?.last) - events.length + 1;
    const complete = events.map((one, index) => this.complete(one, first + index));
    await preparedRows(
      transaction,
      `INSERT INTO event_outbox (id, sequence, type, body) SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[])`,
      [complete.map(({ id }) => id), complete.map(({ sequence }) => sequence), complete.map(({ type }) => type), complete.map(eventText)],
    );
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

  private complete({ event, correlationId }: OwnedEvent<Source>, sequence: number) {
    return auditEvent.parse({
      ...event,
      id: newId('evt'),
      source: this.source,
      sequence,
      occurredAt: this.clock.now().toISOString(),
      ...(correlationId === undefined ? {} : { correlationId }),
    });
  }
}
