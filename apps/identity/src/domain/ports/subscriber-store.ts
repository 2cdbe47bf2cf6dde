import type { IdentityEvent } from './events.js';

export interface Subscriber {
  readonly id: string;
  readonly name: string;
  /** Where it is told what becomes of its credentials. */
  readonly contactEmail?: string | undefined;
}

/** The legal entities under contract. */
export abstract class SubscriberStore {
  /** Adds a subscriber and its event, both or neither. */
  abstract add(subscriber: Subscriber, event: IdentityEvent): Promise<void>;
  abstract exists(id: string): Promise<boolean>;
  /** Puts another address in the place of the present one, or none, with its event. Answers false if there is no such subscriber. */
  abstract changeContact(id: string, contactEmail: string | undefined, event: IdentityEvent): Promise<boolean>;
  abstract find(id: string): Promise<Subscriber | undefined>;
}
