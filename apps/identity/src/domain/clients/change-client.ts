import { ServiceError, type changeClient, type ReplyOf, type RequestOf } from '@paraph/contracts';
import type { ClientStore } from '../ports/client-store.js';
import type { Directory } from '../ports/directory.js';
import { checkRedirectUris } from './check-redirect-uri.js';
import { clientDescription } from './client-description.js';

/**
 * Puts other redirect addresses or other settings in the place of a client's; what is left out stays. Its name and its keys for orders are
 * what signers are shown and what the SAM trusts: they are the SAM's, and are not changed here.
 *
 * @throws ServiceError client.unknown, for one that has ended too; request.invalid
 */
export class ChangeClient {
  constructor(
    private readonly directory: Directory,
    private readonly clients: ClientStore,
  ) {}

  async run({ clientId, redirectUris, settings }: RequestOf<typeof changeClient>, requester: string): Promise<ReplyOf<typeof changeClient>> {
    const client = await this.directory.client(clientId);
    if (client === undefined) throw unknown();
    if (redirectUris !== undefined) checkRedirectUris(redirectUris, client.authentication.method);
    const change = { ...(redirectUris === undefined ? {} : { redirectUris }), ...(settings === undefined ? {} : { settings }) };
    const isChanged = await this.clients.change(clientId, change, {
      type: 'client-changed',
      actor: { kind: 'system', id: requester },
      outcome: 'success',
      recipient: clientId,
      particulars: { changed: Object.keys(change).join(' '), ...(settings === undefined ? {} : { profile: settings.profile }) },
    });
    if (!isChanged) throw unknown();
    return clientDescription({ ...client, ...change });
  }
}

function unknown(): ServiceError {
  return new ServiceError('client.unknown', 'no client that has not ended has this identifier');
}
