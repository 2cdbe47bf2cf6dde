import { jetstream, type JetStreamClient } from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import { SEQUENCE_HEADER, type EventSource } from '@paraph/contracts';
import type { DataSource } from 'typeorm';
import { preparedLook, type LookText } from '../database/prepared-rows.js';
import { rows } from '../database/rows.js';
import { inTransaction, sendLast } from '../database/transaction.js';
import type { Log } from '../logs/log.js';
import { tracedAlone } from '../tracing/traced.js';
import { Heartbeat, type HeartbeatRules } from './heartbeat.js';
import { messagesOf, type EventMessage, type WaitingEvent } from './event-messages.js';

const BATCH = 500;
const IDLE_MS = 500;
/** How long events gather after the first: what is recorded meanwhile shares a transaction and a write to the broker. */
const GATHER_MS = 50;
/** How often audit is asked what has not arrived, and how long an event may be on its way before, in milliseconds. */
const CONFIRM_MS = 5_000;
/** How many times the interval between two questions doubles while the answer stays the same. */
const MOST_DOUBLINGS = 4;
/** One relay per database at a time, whichever replica it runs in. */
const RELAY_LOCK = 719_401;

/** A mark that a crash undoes is made again, with the event: it need not be on the disk before the relay goes on. */
const MARK = `UPDATE event_outbox SET published_at = now() FROM (SELECT set_config('synchronous_commit', 'off', true)) AS unhurried WHERE id = ANY($1)`;

const WAITING: LookText = `SELECT id, sequence, type, body FROM event_outbox WHERE published_at IS NULL AND sequence > $1 ORDER BY sequence LIMIT ${BATCH}`;

/** Asks audit which events of this source, after one number and up to another, have not reached the log. */
export type FindMissing = (after: number, upTo: number) => Promise<readonly number[]>;

/** How a relay has its events confirmed, and says that there are none. */
export interface Confirmation {
  readonly findMissing: FindMissing;
  readonly everyMs?: number;
  readonly heartbeat?: HeartbeatRules;
}

/**
 * Carries the outbox to JetStream, in order, as many events in one message as fit. A row is marked only after the broker's
 * acknowledgement; what was sent and not marked is sent again, and audit is unique on the id. The acknowledgement is not
 * believed for ever: a broker that is killed may have lost what it acknowledged, and one whose stream is full drops the oldest, so
 * audit itself confirms what it has, and what it lacks is sent again; ever more seldom while that changes nothing.
 */
export class OutboxRelay {
  private readonly stream: JetStreamClient;
  private stopped = false;
  private wakeUp: (() => void) | undefined;
  private running: Promise<void> | undefined;
  private failing = false;
  private confirmAt = 0;
  private lacking: number | undefined;
  private asked = 0;
  private round = 0;
  /**
   * Up to where all were marked when it looked last: places are taken in the order of the commits, so that nothing comes to lie before it. Looking there
   * again would mean reading what the marks have left behind. Forgotten whenever audit is to be asked, for what another replica or a crash has unmarked.
   */
  private marked = 0;
  private readonly heartbeat: Heartbeat | undefined;

  constructor(
    private readonly source: EventSource,
    private readonly database: DataSource,
    connection: NatsConnection,
    private readonly log: Log,
    private readonly confirmation?: Confirmation,
  ) {
    this.stream = jetstream(connection, { timeout: 3_000 });
    this.heartbeat = confirmation?.heartbeat && new Heartbeat(database, RELAY_LOCK, confirmation.heartbeat);
  }

  start(): void {
    this.running ??= this.run();
  }

  wake(): void {
    this.wakeUp?.();
  }

  /** Sends what is waiting if the broker takes it, then ends. What stays is sent after the next start. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.wake();
    await this.running;
  }

  private async run(): Promise<void> {
    let more = true;
    while (!this.stopped || more) {
      more = await this.sendBatch();
      if (!more && !this.stopped && performance.now() >= this.confirmAt) more = await this.confirm();
      if (!more && !this.stopped) more = await this.beat();
      if (!more && !this.stopped) await this.rest();
    }
    // What was recorded while it rested, the stop itself among it.
    while (await this.sendBatch());
  }

  /** Whether there may be more to send. */
  private async sendBatch(): Promise<boolean> {
    try {
      const sent = await inTransaction(this.database, async (transaction) => {
        const [[lock], waiting] = await Promise.all([
          preparedLook<{ free: boolean }>(transaction, `SELECT pg_try_advisory_xact_lock($1) AS free`, [RELAY_LOCK]),
          preparedLook<WaitingEvent>(transaction, WAITING, [this.marked]),
        ]);
        if (!lock?.free) return [];
        // One after the other on the wire, without waiting for each one's acknowledgement: the broker takes them in this order.
        if (waiting.length > 0) await this.sendAll(messagesOf(this.source, waiting, this.round));
        if (waiting.length > 0) sendLast(transaction, MARK, [waiting.map((event) => event.id)]);
        return waiting;
      });
      if (this.failing) this.log.info('outbox-relay-recovered');
      this.failing = false;
      this.marked = Number(sent.at(-1)?.sequence ?? this.marked);
      return sent.length === BATCH;
    } catch (error) {
      this.marked = 0;
      if (!this.failing) this.log.error('outbox-relay-failed', error);
      this.failing = true;
      return false;
    }
  }

  /** As a trace of its own: what is sent together belongs to many requests, and each event names its own by the correlation id. */
  private sendAll(messages: readonly EventMessage[]): Promise<void> {
    const attributes = { 'messaging.system': 'nats', 'messaging.batch.message_count': messages.length } as const;
    return tracedAlone(
      { name: 'send events', kind: 'producer', attributes },
      async () => void (await Promise.all(messages.map((message) => this.send(message)))),
    );
  }

  private async send({ subject, id, body, places }: EventMessage): Promise<void> {
    const beside = headers();
    // Their places stand beside the events too, so that audit knows which they were even if it cannot read one.
    beside.set(SEQUENCE_HEADER, places);
    await this.stream.publish(subject, body, { msgID: id, headers: beside });
  }

  /** Whether something has to be sent again. */
  private async confirm(): Promise<boolean> {
    this.marked = 0;
    if (!this.confirmation) return false;
    const { findMissing, everyMs = CONFIRM_MS } = this.confirmation;
    this.confirmAt = performance.now() + everyMs;
    try {
      const [state] = await rows<{ confirmed: string; settled: string }>(
        this.database,
        `SELECT confirmed, coalesce((SELECT max(sequence) FROM event_outbox WHERE published_at < now() - $1 * interval '1 millisecond'), 0) AS settled FROM event_sequence`,
        [everyMs],
      );
      const [after, upTo] = [Number(state?.confirmed), Number(state?.settled)];
      if (upTo <= after) return false;
      const missing = await findMissing(after, upTo);
      this.backOff(missing[0], everyMs);
      if (missing.length === 0) {
        await this.database.query(`UPDATE event_sequence SET confirmed = $1`, [upTo]);
        return false;
      }
      this.log.warn('events-lost-on-the-way', { count: missing.length, first: missing[0] });
      await this.database.query(`UPDATE event_outbox SET published_at = NULL WHERE sequence = ANY($1)`, [missing]);
      this.round += 1;
      return true;
    } catch (error) {
      this.log.debug('events-not-confirmed', { reason: error instanceof Error ? error.message : String(error) });
      return false;
    }
  }

  /** Whether there is a heartbeat to send. */
  private async beat(): Promise<boolean> {
    try {
      return (await this.heartbeat?.beat()) ?? false;
    } catch (error) {
      this.log.debug('no-heartbeat', { reason: error instanceof Error ? error.message : String(error) });
      return false;
    }
  }

  /** Asks later and later while the same event is lacking whatever is done: sending it more often would not help. */
  private backOff(first: number | undefined, everyMs: number): void {
    this.asked = first !== undefined && first === this.lacking ? Math.min(this.asked + 1, MOST_DOUBLINGS) : 0;
    this.lacking = first;
    this.confirmAt = performance.now() + everyMs * 2 ** this.asked;
  }

  private async rest(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, IDLE_MS);
      this.wakeUp = () => {
        this.wakeUp = undefined;
        clearTimeout(timer);
        // The wake comes from inside the transaction that records; its commit follows shortly.
        setTimeout(resolve, GATHER_MS);
      };
    });
    this.wakeUp = undefined;
  }
}
