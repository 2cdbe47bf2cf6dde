import { type Outbox } from '@paraph/platform';
import type { EventFilter } from '../domain/event-log.js';
import { ReadingRecord } from '../domain/read-events.js';

/** Records readings through audit's own outbox, so that they enter the log like every other event. */
export class OutboxReadingRecord extends ReadingRecord {
  constructor(private readonly outbox: Outbox<'audit'>) {
    super();
  }

  override async eventsRead(reader: string, filter: EventFilter, count: number): Promise<void> {
    const asked = Object.entries<string | Date>({ ...filter }).map(([name, value]): [string, string] => [
      name,
      value instanceof Date ? value.toISOString() : String(value),
    ]);
    await this.outbox.recordAlone({
      type: 'events-read',
      actor: { kind: 'operator', id: reader },
      outcome: 'success',
      particulars: { ...Object.fromEntries(asked), count: String(count) },
    });
  }

  override async sequencesRead(reader: string): Promise<void> {
    await this.outbox.recordAlone({ type: 'events-read', actor: { kind: 'operator', id: reader }, outcome: 'success', particulars: { view: 'sequences' } });
  }

  override async proofsRead(reader: string, asked: Readonly<Record<string, string>>): Promise<void> {
    await this.outbox.recordAlone({ type: 'events-read', actor: { kind: 'operator', id: reader }, outcome: 'success', particulars: asked });
  }

  override async readersRefused(count: number): Promise<void> {
    await this.outbox.recordAlone({
      type: 'auditor-refused',
      actor: { kind: 'system', id: 'audit' },
      outcome: 'failure',
      cause: 'no token of the auditor’s',
      particulars: { count: String(count) },
    });
  }
}
