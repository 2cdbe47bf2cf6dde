import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import {
  AUDIT_CONSUMER,
  describeJournalHead,
  eventsOfMessage,
  eventStream,
  eventSubjects,
  findMissingEvents,
  keepJournalHead,
  SEQUENCE_HEADER,
  subjectStem,
  type Call,
} from '@paraph/contracts';
import { connectBus } from '@paraph/platform';
import type { TestNats } from '@paraph/testing';

/** Audit as far as a SAM sees it: it takes events, says which it lacks, and keeps the journal's head. */
export class AuditStandIn {
  readonly events = new Map<number, Record<string, unknown>>();
  /** While false it answers nothing, as a process that hangs. */
  isAnswering = true;
  #head: Record<string, unknown> | undefined;

  private constructor(private readonly connection: NatsConnection) {}

  static async start(nats: TestNats): Promise<AuditStandIn> {
    const connection = await connectBus('audit', { url: nats.url, ca: nats.ca, nkey: nats.nkeys.audit });
    const made = new AuditStandIn(connection);
    const manager = await jetstreamManager(connection, { checkAPI: false });
    const name = eventStream('sam');
    await manager.streams.add({ name, subjects: [eventSubjects('sam')], storage: 'file' });
    await manager.consumers.add(name, { durable_name: AUDIT_CONSUMER, ack_policy: 'explicit', deliver_policy: 'all' });
    made.answer(findMissingEvents, ({ after, upTo }) => {
      const wanted = Array.from({ length: Number(upTo) - Number(after) }, (_, index) => Number(after) + 1 + index);
      return { missing: wanted.filter((place) => !made.events.has(place)).slice(0, 500) };
    });
    made.answer(keepJournalHead, (head) => {
      made.#head = head;
      return { kept: true };
    });
    made.answer(describeJournalHead, () => ({ head: made.#head }));
    void made.read();
    return made;
  }

  async stop(): Promise<void> {
    await this.connection.close();
  }

  private answer(call: Call, reply: (request: Record<string, unknown>) => object): void {
    this.connection.subscribe(`${subjectStem(call)}.*`, {
      queue: 'audit',
      callback: (_error, message) => {
        if (this.isAnswering) message.respond(JSON.stringify({ ok: reply(message.json()) }));
      },
    });
  }

  private async read(): Promise<void> {
    while (!this.connection.isClosed()) {
      try {
        const consumer = await jetstream(this.connection).consumers.get(eventStream('sam'), AUDIT_CONSUMER);
        for await (const message of await consumer.consume()) {
          for (const { body } of eventsOfMessage(message.string(), message.headers?.get(SEQUENCE_HEADER) ?? '')) {
            const event = JSON.parse(body) as { sequence: number } & Record<string, unknown>;
            this.events.set(event.sequence, event);
          }
          message.ack();
        }
      } catch {
        // The broker is away: it comes back or the test ends.
      }
      await new Promise((done) => setTimeout(done, 200));
    }
  }
}
