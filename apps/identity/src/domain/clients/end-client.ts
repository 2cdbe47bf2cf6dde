import { ServiceError, type endClient, type ReplyOf, type RequestOf } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { ClientStore } from '../ports/client-store.js';
import type { Directory } from '../ports/directory.js';

/**
 * Ends a client for good: no one finds it any more who would give it a token or take one of it. Its signers and their credentials stay,
 * since they are not its own. Repeating it changes nothing.
 *
 * @throws ServiceError client.unknown
 */
export class EndClient {
  constructor(
    private readonly directory: Directory,
    private readonly clients: ClientStore,
    private readonly clock: Clock,
  ) {}

  async run({ clientId, reason }: RequestOf<typeof endClient>, requester: string): Promise<ReplyOf<typeof endClient>> {
    const at = this.clock.now();
    const hasEnded = await this.clients.end(clientId, at, {
      type: 'client-ended',
      actor: { kind: 'system', id: requester },
      outcome: 'success',
      recipient: clientId,
      cause: reason,
      particulars: {},
    });
    const endedAt = hasEnded ? at : (await this.directory.client(clientId))?.endedAt;
    if (endedAt === undefined) throw new ServiceError('client.unknown', 'no client has this identifier');
    return { clientId, endedAt: endedAt.toISOString() };
  }
}
