import type { Client } from '../clients/client.js';

/** Which part of a list. */
export interface Page {
  /** Where the name begins, whatever the case of its letters. */
  readonly name?: string | undefined;
  readonly limit: number;
  /** The last one of the page before. */
  readonly after?: string | undefined;
}

/** Of one subscriber, where one is named. */
export interface SubscriberPage extends Page {
  readonly subscriberId?: string | undefined;
}

/** Part of a list, and after which one the next part begins. */
export interface Listed<One> {
  readonly found: readonly One[];
  readonly next?: string;
}

/** Who is known by a name. */
export interface Entry {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
}

/** A person in a list. */
export interface SignerEntry extends Entry {
  readonly subscriberId: string;
}

/** A client with what its operators may know besides. */
export interface ClientEntry extends Client {
  readonly createdAt: Date;
  /** From then on it is a client to nobody else. */
  readonly endedAt?: Date;
}

/** The register as operators read it, by name: what has ended included. */
export abstract class Directory {
  abstract subscribers(page: Page): Promise<Listed<Entry>>;
  abstract clients(page: SubscriberPage): Promise<Listed<ClientEntry>>;
  abstract client(id: string): Promise<ClientEntry | undefined>;
  abstract signers(page: SubscriberPage): Promise<Listed<SignerEntry>>;
}
