import type { EventRecord } from '@paraph/contracts';

/** What the identity service has to say of an act. */
export type IdentityEvent = EventRecord<'identity'>;

/** Where events go that stand alone, such as refusals. Those of a change travel with the change. */
export abstract class Events {
  abstract record(event: IdentityEvent): Promise<void>;
}
