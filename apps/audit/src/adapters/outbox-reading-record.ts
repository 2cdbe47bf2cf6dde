import { type Outbox } from '@paraph/platform';
import { ReadingRecord } from '../domain/read-events.js';
import { actorOf, type Reader } from '../domain/readers/reader.js';

/** Records readings through audit's own outbox, so that they enter the log like every other event. */
export class OutboxReadingRecord extends ReadingRecord {
  constructor(private readonly outbox: Outbox<'audit'>) {
    super();
  }

  override async read(reader: Reader, what: Readonly<Record<string, string>>): Promise<void> {
    await this.outbox.recordAlone({ type: 'events-read', actor: actorOf(reader), outcome: 'success', particulars: what });
  }

  override async readersRefused(count: number): Promise<void> {
    await this.outbox.recordAlone({
      type: 'auditor-refused',
      actor: { kind: 'system', id: 'audit' },
      outcome: 'failure',
      cause: 'no token that opens what was asked for',
      particulars: { count: String(count) },
    });
  }
}
