import type { EventRecord } from '@paraph/contracts';

/** Where audit's own events are written, which reach the log like every other. */
export abstract class OwnRecord {
  abstract write(event: EventRecord<'audit'>): Promise<void>;
}
