import { type Outbox } from '@paraph/platform';
import { Events, type IdentityEvent } from '../domain/ports/events.js';

/** Events that stand alone, through the outbox. */
export class OutboxEvents extends Events {
  constructor(private readonly outbox: Outbox<'identity'>) {
    super();
  }

  override record(event: IdentityEvent): Promise<void> {
    return this.outbox.recordAlone(event);
  }
}
