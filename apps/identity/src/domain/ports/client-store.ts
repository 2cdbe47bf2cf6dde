import type { Client } from '../clients/client.js';
import type { IdentityEvent } from './events.js';

/** The subscribers' applications. */
export abstract class ClientStore {
  /** Adds a client and its event, both or neither. */
  abstract add(client: Client, event: IdentityEvent): Promise<void>;
  abstract find(id: string): Promise<Client | undefined>;
  /** Every web origin that some client's settings name. */
  abstract browserOrigins(): Promise<readonly string[]>;
}
