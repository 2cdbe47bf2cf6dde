import type { Client } from '../clients/client.js';
import type { IdentityEvent } from './events.js';

/** What an operator puts in the place of what was decided about a client. */
export type ClientChange = Partial<Pick<Client, 'redirectUris' | 'settings'>>;

/** The subscribers' applications that have not ended: one that has is no client. */
export abstract class ClientStore {
  /** Adds a client and its event, both or neither. */
  abstract add(client: Client, event: IdentityEvent): Promise<void>;
  /** False, and nothing is written, if there is none. */
  abstract change(id: string, change: ClientChange, event: IdentityEvent): Promise<boolean>;
  /** Ends one for good. False, and nothing is written, if there is none. */
  abstract end(id: string, at: Date, event: IdentityEvent): Promise<boolean>;
  abstract find(id: string): Promise<Client | undefined>;
  /** Every web origin that some client's settings name. */
  abstract browserOrigins(): Promise<readonly string[]>;
}
