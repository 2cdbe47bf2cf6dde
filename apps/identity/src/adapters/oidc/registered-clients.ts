import { idPattern } from '@paraph/kernel';
import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { ClientStore } from '../../domain/ports/client-store.js';
import { clientMetadata } from './client-metadata.js';

/** The registered clients, read-only for the library: they come by the management call alone. */
export class RegisteredClients implements Adapter {
  constructor(private readonly clients: ClientStore) {}

  async find(id: string): Promise<AdapterPayload | undefined> {
    // A stranger's text: what cannot be a client is not asked for, and a database may choke on it.
    const client = idPattern('cli').test(id) ? await this.clients.find(id) : undefined;
    return client && clientMetadata(client);
  }

  async upsert(): Promise<void> {
    throw new Error('clients are not registered through the authorisation server');
  }

  async destroy(): Promise<void> {
    throw new Error('clients are not removed through the authorisation server');
  }

  async findByUid(): Promise<undefined> {
    return undefined;
  }

  async findByUserCode(): Promise<undefined> {
    return undefined;
  }

  async consume(): Promise<void> {}

  async revokeByGrantId(): Promise<void> {}
}
