import type { IdentityEvent } from './events.js';

export interface Subscriber {
  readonly id: string;
  readonly name: string;
}

/** The legal entities under contract. */
export abstract class SubscriberStore {
  /** Adds a subscriber and its event, both or neither. */
  abstract add(subscriber: Subscriber, event: IdentityEvent): Promise<void>;
  abstract exists(id: string): Promise<boolean>;
}
