import type { EventRecord } from '@paraph/contracts';
import type { Outbox } from '@paraph/platform';
import { OwnRecord } from '../domain/own-record.js';

/** Audit's own events through its own outbox. */
export class OutboxOwnRecord extends OwnRecord {
  constructor(private readonly outbox: Outbox<'audit'>) {
    super();
  }

  override write(event: EventRecord<'audit'>): Promise<void> {
    return this.outbox.recordAlone(event);
  }
}
