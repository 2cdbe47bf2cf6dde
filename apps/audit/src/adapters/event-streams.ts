import {
  jetstream,
  JetStreamApiError,
  jetstreamManager,
  type ConsumerMessages,
  type JetStreamManager,
  type JsMsg,
  type StreamConfig,
} from '@nats-io/jetstream';
import { nanos, type NatsConnection } from '@nats-io/transport-node';
import { AUDIT_CONSUMER, eventsOfMessage, eventSources, eventStream, eventSubjects, SEQUENCE_HEADER, type EventSource } from '@paraph/contracts';
import type { Log, Metrics } from '@paraph/platform';
import type { ArrivedEvent } from '../domain/event-log.js';
import type { RecordEvents } from '../domain/record-events.js';

/** How each event stream is made. */
export interface StreamShape {
  /** How many servers keep it. */
  readonly replicas: number;
  /** Most it holds, in MiB; the server sets as much aside for it. */
  readonly mebibytes: number;
}

interface Arrival {
  readonly source: EventSource;
  readonly message: JsMsg;
  readonly events: readonly ArrivedEvent[];
}

/** Most messages that wait here. */
const MESSAGES = 200;
/** Events that share a commit: no further message joins so many. */
const EVENTS = 500;
const RETRY_MS = 1_000;
/** What arrives within this time of the first message shares its commit. */
const GATHER_MS = 10;
/** After a killed audit, what it had taken and not acknowledged comes again this much later. */
const ACK_WAIT_MS = 10_000;
/**
 * A request for messages lies with one server; when that one is killed nobody says so, and two heartbeats that do not come have it asked anew elsewhere.
 * While the others choose a leader, that fails: it is tried again after the time that such a request lasts.
 */
const HEARTBEAT_MS = 1_000;
const ASK_AGAIN_MS = 3_000;
/** JetStream only carries: what is older than a week goes, and the oldest goes when a stream is full. What audit lacks then comes again from the outbox. */
const KEEP_MS = 7 * 24 * 3_600_000;
/** JetStream's code for a stream that is there in another shape. */
const STREAM_NAME_IN_USE = 10_058;

/**
 * Reads each source's stream and acknowledges a message only after the log's own commit of all its events. Messages that arrive
 * together share a commit.
 */
export class EventStreams {
  private readonly waiting: Arrival[] = [];
  private readonly readers: ConsumerMessages[] = [];
  private stopped = false;
  private wake: (() => void) | undefined;
  private draining: Promise<void> | undefined;
  private open = 0;
  private readonly taken: ReturnType<Metrics['counter']>;
  private readonly shape: StreamShape;

  constructor(
    private readonly connection: NatsConnection,
    private readonly record: RecordEvents,
    private readonly log: Log,
    { metrics, ...shape }: StreamShape & { readonly metrics: Metrics },
  ) {
    this.shape = shape;
    this.taken = metrics.counter({ name: 'audit_events_total', help: 'Events of each source by what became of them', labels: ['source', 'outcome'] });
  }

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
    await this.makeStream(manager, {
      name,
      subjects: [eventSubjects(source)],
      retention: 'limits',
      storage: 'file',
      num_replicas: this.shape.replicas,
      max_age: nanos(KEEP_MS),
      max_bytes: this.shape.mebibytes * 1_048_576,
      discard: 'old',
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

  /** Audit has no right to change a stream. One that an operator has given another shape is read as it is. */
  private async makeStream(manager: JetStreamManager, config: Partial<StreamConfig> & { name: string }): Promise<void> {
    try {
      await manager.streams.add(config);
    } catch (error) {
      if (!(error instanceof JetStreamApiError && error.code === STREAM_NAME_IN_USE)) throw error;
      this.log.warn('stream-of-another-shape', { stream: config.name });
    }
  }

  private async read(source: EventSource): Promise<void> {
    const consumer = await jetstream(this.connection).consumers.get(eventStream(source), AUDIT_CONSUMER);
    const messages = await consumer.consume({ max_messages: MESSAGES, expires: ASK_AGAIN_MS, idle_heartbeat: HEARTBEAT_MS });
    this.readers.push(messages);
    this.open += 1;
    try {
      for await (const message of messages) {
        this.waiting.push({ source, message, events: arrivedWith(source, message) });
        this.wake?.();
      }
    } finally {
      this.open -= 1;
      this.readers.splice(this.readers.indexOf(messages), 1);
    }
  }

  private async drain(): Promise<void> {
    while (!this.stopped || this.waiting.length > 0) {
      if (this.waiting.length === 0) {
        await new Promise<void>((resolve) => (this.wake = resolve));
        await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
      }
      const batch = this.waiting.splice(0, this.next());
      if (batch.length > 0) await this.store(batch);
    }
  }

  /** How many messages come next. */
  private next(): number {
    let events = 0;
    const last = this.waiting.findIndex((one) => (events += one.events.length) >= EVENTS);
    return last < 0 ? this.waiting.length : last + 1;
  }

  private async store(batch: readonly Arrival[]): Promise<void> {
    try {
      const outcomes = await this.record.run(batch.flatMap(({ events }) => events));
      for (const { source, message, events } of batch) {
        for (const outcome of outcomes.splice(0, events.length)) {
          if (outcome === 'refused') this.log.error('event-refused', new Error('what arrived is no event of its source'), { source, stream: message.seq });
          this.taken.inc({ source, outcome });
        }
        message.ack();
      }
    } catch (error) {
      // Not acknowledged: the broker delivers these again.
      this.log.error('events-not-stored', error, { messages: batch.length });
      for (const { message } of batch) message.nak(RETRY_MS);
    }
  }
}

/** What a message carries as the log takes it, with the places that its source wrote beside it. */
function arrivedWith(source: EventSource, message: JsMsg): readonly ArrivedEvent[] {
  return eventsOfMessage(message.string(), message.headers?.get(SEQUENCE_HEADER) ?? '').map((one) => ({ source, ...one }));
}
