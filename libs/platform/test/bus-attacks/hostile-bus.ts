import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { PermissionViolationError, type Msg, type NatsConnection, type Payload, type PublishOptions } from '@nats-io/transport-node';
import { AUDIT_CONSUMER, eventStream, eventSubjects, type BusService, type EventSource } from '@paraph/contracts';
import { startNats, type TestNats } from '@paraph/testing';
import { connectBus } from '../../src/index.js';

/** One publication an attacker tries. */
export interface Publication {
  readonly subject: string;
  readonly payload?: Payload;
  readonly options?: PublishOptions;
}

/** One subscription an attacker tries. */
export interface Listening {
  readonly subject: string;
  readonly queue?: string;
}

/** A subscription as the broker names it when it refuses. */
export const nameOf = ({ subject, queue }: Listening): string => (queue === undefined ? subject : `${subject} ${queue}`);

/** A process on the bus, with its own key, that does what it likes. */
export class Neighbour {
  private readonly refused: PermissionViolationError[] = [];

  constructor(readonly connection: NatsConnection) {
    void this.watch();
  }

  /** Publishes, and answers which of the subjects the broker refused: its word comes before the answer to a flush. */
  async refusedPublications(...publications: readonly Publication[]): Promise<string[]> {
    this.refused.length = 0;
    for (const { subject, payload, options } of publications) this.connection.publish(subject, payload ?? '{}', options);
    await this.settle();
    return this.refused.filter((one) => one.operation === 'publish').map((one) => one.subject);
  }

  /** Subscribes, and answers what the broker refused, as subject or `subject queue`. */
  async refusedListening(...wanted: readonly Listening[]): Promise<string[]> {
    this.refused.length = 0;
    const subscriptions = wanted.map(({ subject, queue }) => this.connection.subscribe(subject, { ...(queue ? { queue } : {}), callback: () => undefined }));
    await this.settle();
    const refused = this.refused
      .filter((one) => one.operation === 'subscription')
      .map(({ subject, queue }) => nameOf({ subject, ...(queue === undefined ? {} : { queue }) }));
    for (const subscription of subscriptions) if (!subscription.isClosed()) subscription.unsubscribe();
    return refused;
  }

  /** Everything that arrives on a subject from now on. */
  async collect(subject: string, queue?: string): Promise<Msg[]> {
    const arrived: Msg[] = [];
    this.connection.subscribe(subject, {
      ...(queue ? { queue } : {}),
      callback: (error, message) => {
        if (!error) arrived.push(message);
      },
    });
    await this.settle();
    return arrived;
  }

  /** Answers every request on a subject. */
  async answer(subject: string, queue: string, respond: (message: Msg) => void): Promise<void> {
    this.connection.subscribe(subject, { queue, callback: (error, message) => (error ? undefined : respond(message)) });
    await this.settle();
  }

  /** Until the broker has taken all that was sent, and said what it thinks of it. */
  async settle(): Promise<void> {
    await this.connection.flush();
    await new Promise((done) => setImmediate(done));
  }

  private async watch(): Promise<void> {
    for await (const status of this.connection.status())
      if (status.type === 'error' && status.error instanceof PermissionViolationError) this.refused.push(status.error);
  }
}

/** A real broker with the generated configuration, and whoever wants to do harm on it. */
export class HostileBus {
  private readonly open: NatsConnection[] = [];
  private readonly known = new Map<BusService, Promise<Neighbour>>();

  private constructor(readonly nats: TestNats) {}

  static async start(): Promise<HostileBus> {
    return new HostileBus(await startNats());
  }

  /** The process, connected as it does itself, with its own key. */
  as(service: BusService): Promise<Neighbour> {
    const known = this.known.get(service) ?? this.another(service);
    this.known.set(service, known);
    return known;
  }

  /** One more replica of a process. */
  async another(service: BusService): Promise<Neighbour> {
    const connection = await connectBus(service, { url: this.nats.url, ca: this.nats.ca, nkey: this.nats.nkeys[service] });
    this.open.push(connection);
    return new Neighbour(connection);
  }

  /** Streams and consumers as audit makes them. */
  async makeStreams(audit: Neighbour, ...sources: readonly EventSource[]): Promise<JetStreamManager> {
    const manager = await jetstreamManager(audit.connection, { checkAPI: false });
    for (const source of sources) {
      await manager.streams.add({ name: eventStream(source), subjects: [eventSubjects(source)] });
      await manager.consumers.add(eventStream(source), { durable_name: AUDIT_CONSUMER, ack_policy: 'explicit' });
    }
    return manager;
  }

  async stop(): Promise<void> {
    await Promise.all(this.open.map((connection) => connection.close()));
    await this.nats.stop();
  }
}

/** Long enough for a message to cross a broker on the same machine, where nothing says that none will come. */
export const untilItWouldHaveCome = (): Promise<void> => new Promise((done) => setTimeout(done, 200));
