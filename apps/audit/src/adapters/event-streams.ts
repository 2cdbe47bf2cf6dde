import { jetstream, jetstreamManager, type ConsumerMessages, type JsMsg } from '@nats-io/jetstream';
import { nanos, type NatsConnection } from '@nats-io/transport-node';
import { AUDIT_CONSUMER, eventSources, eventStream, type EventSource } from '@paraph/contracts';
import type { Log } from '@paraph/platform';
import type { RecordEvents } from '../domain/record-events.js';

interface Arrival {
  readonly source: EventSource;
  readonly message: JsMsg;
}

const BATCH = 200;
const RETRY_MS = 1_000;
/** After a killed audit, what it had taken and not acknowledged comes again this much later. */
const ACK_WAIT_MS = 10_000;
/** JetStream only carries: what audit has acknowledged may go after a week. */
const KEEP_MS = 7 * 24 * 3_600_000;

/**
 * Reads each source's stream and acknowledges a message only after the log's own commit. Messages that arrive together
 * share a commit.
 */
export class EventStreams {
  private readonly waiting: Arrival[] = [];
  private readonly readers: ConsumerMessages[] = [];
  private stopped = false;
  private wake: (() => void) | undefined;
  private draining: Promise<void> | undefined;
  private open = 0;

  constructor(
    private readonly connection: NatsConnection,
    private readonly record: RecordEvents,
    private readonly log: Log,
  ) {}

  /** Makes the streams and consumers where they are missing, then reads until `stop`. */
  start(): void {
    this.draining = this.drain();
    for (const source of eventSources) void this.keepReading(source);
  }

  /** Whether every source's stream is being read. */
  isReading(): boolean {
    return this.open === eventSources.length;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.readers.map((reader) => reader.close()));
    this.wake?.();
    await this.draining;
  }

  private async keepReading(source: EventSource): Promise<void> {
    while (!this.stopped) {
      try {
        await this.prepare(source);
        await this.read(source);
      } catch (error) {
        if (!this.stopped) this.log.error('event-stream-failed', error, { source });
      }
      if (!this.stopped) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }

  private async prepare(source: EventSource): Promise<void> {
    const manager = await jetstreamManager(this.connection, { checkAPI: false });
    const name = eventStream(source);
    await manager.streams.add({
      name,
      subjects: [`paraph.event.${source}.*`],
      retention: 'limits',
      storage: 'file',
      max_age: nanos(KEEP_MS),
      duplicate_window: nanos(120_000),
      max_msg_size: 65_536,
    });
    await manager.consumers.add(name, {
      durable_name: AUDIT_CONSUMER,
      ack_policy: 'explicit',
      deliver_policy: 'all',
      ack_wait: nanos(ACK_WAIT_MS),
    });
  }

  private async read(source: EventSource): Promise<void> {
    const consumer = await jetstream(this.connection).consumers.get(eventStream(source), AUDIT_CONSUMER);
    const messages = await consumer.consume({ max_messages: BATCH });
    this.readers.push(messages);
    this.open += 1;
    try {
      for await (const message of messages) {
        this.waiting.push({ source, message });
        this.wake?.();
      }
    } finally {
      this.open -= 1;
      this.readers.splice(this.readers.indexOf(messages), 1);
    }
  }

  private async drain(): Promise<void> {
    while (!this.stopped || this.waiting.length > 0) {
      const batch = this.waiting.splice(0, BATCH);
      if (batch.length === 0) await new Promise<void>((resolve) => (this.wake = resolve));
      else await this.store(batch);
    }
  }

  private async store(batch: readonly Arrival[]): Promise<void> {
    try {
      const outcomes = await this.record.run(batch.map(({ source, message }) => ({ source, body: message.string() })));
      outcomes.forEach((outcome, index) => {
        const arrival = batch[index];
        if (outcome === 'refused') this.log.error('event-refused', new Error('a message is no event of its source'), { source: arrival?.source });
        arrival?.message.ack();
      });
    } catch (error) {
      // Not acknowledged: the broker delivers these again.
      this.log.error('events-not-stored', error, { count: batch.length });
      for (const { message } of batch) message.nak(RETRY_MS);
    }
  }
}
