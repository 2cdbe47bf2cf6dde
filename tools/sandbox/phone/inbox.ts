/** A message as somebody of the trial received it. */
export interface PhoneMessage {
  /** Rises by one from message to message. */
  readonly number: number;
  readonly channel: 'sms' | 'email';
  readonly to: string;
  readonly subject?: string;
  readonly text: string;
  /** ISO 8601. */
  readonly receivedAt: string;
}

/** Messages kept; beyond that the oldest goes. */
const CAPACITY = 200;

/** All telephones and mailboxes of the trial, in memory. */
export class PhoneInbox {
  readonly #messages: PhoneMessage[] = [];
  #received = 0;

  add(message: Omit<PhoneMessage, 'number' | 'receivedAt'>): void {
    this.#received += 1;
    this.#messages.unshift({ number: this.#received, receivedAt: new Date().toISOString(), ...message });
    this.#messages.splice(CAPACITY);
  }

  /** Newest first; those of one address, where one is named. */
  list(to?: string): readonly PhoneMessage[] {
    return to === undefined ? [...this.#messages] : this.#messages.filter((one) => one.to === to);
  }

  /** Every address that received something, in order. */
  addresses(): readonly string[] {
    return [...new Set(this.#messages.map((one) => one.to))].sort();
  }
}
