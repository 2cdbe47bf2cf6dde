import { auditEvent, type EventRecord, type EventSource } from '@paraph/contracts';
import { newId, type Clock } from '@paraph/kernel';
import type { DataSource, EntityManager } from 'typeorm';
import { onConnection } from '../database/connection.js';
import { preparedRows } from '../database/prepared-rows.js';
import { sendLast } from '../database/transaction.js';
import { correlationId } from '../logs/correlation.js';
import { eventText, placedText, type UnplacedEvent } from './event-text.js';

const unplacedEvent = auditEvent.omit({ sequence: true });

/**
 * Takes the places and writes the events at once: one statement, so that it needs no transaction of its own either. The counter is found by its key
 * though it is the only one: PostgreSQL then knows that there is one, and keeps its plan.
 */
const RECORD = `WITH place AS (UPDATE event_sequence SET last = last + $4::bigint WHERE singleton RETURNING last - $4::bigint AS before)
  INSERT INTO event_outbox (id, sequence, type, body)
  SELECT event.id, place.before + event.nth, event.type, ${placedText('(place.before + event.nth)', 'event.text')}
  FROM (SELECT before FROM place LIMIT 1) AS place, unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS event (id, type, text, nth)`;

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
   * Writes an event with the commit of a transaction: its place in the sequence is taken under a lock that is held until then. A rolled-back
   * act leaves no gap.
   */
  record(transaction: EntityManager, event: EventRecord<Source>): Promise<void> {
    return this.recordAll(transaction, [{ event, correlationId: correlationId() }]);
  }

  /** The same for several, in their order: their places are taken at once. None takes no lock. */
  async recordAll(transaction: EntityManager, events: readonly OwnedEvent<Source>[]): Promise<void> {
    if (events.length === 0) return;
    const parameters = this.parametersOf(events);
    if (!sendLast(transaction, RECORD, parameters)) await preparedRows(transaction, RECORD, parameters);
    this.#wake?.();
  }

  /** Before the commit, by a statement that is sent before this returns: for whoever needs the lock of the sequence for what he does then. */
  async recordAllNow(transaction: EntityManager, events: readonly OwnedEvent<Source>[]): Promise<void> {
    if (events.length === 0) return;
    await preparedRows(transaction, RECORD, this.parametersOf(events));
    this.#wake?.();
  }

  /** Writes an event that stands alone, such as a refusal. */
  async recordAlone(event: EventRecord<Source>): Promise<void> {
    await onConnection(this.database, (alone) => this.record(alone, event));
  }

  /** Has the relay told whenever something may be waiting. */
  onRecord(wake: () => void): void {
    this.#wake = wake;
  }

  private parametersOf(events: readonly OwnedEvent<Source>[]): readonly unknown[] {
    const complete = events.map((one) => this.complete(one));
    return [complete.map(({ id }) => id), complete.map(({ type }) => type), complete.map(eventText), events.length];
  }

  private complete({ event, correlationId }: OwnedEvent<Source>): UnplacedEvent {
    return unplacedEvent.parse({
      ...event,
      id: newId('evt'),
      source: this.source,
      occurredAt: this.clock.now().toISOString(),
      ...(correlationId === undefined ? {} : { correlationId }),
    });
  }
}
