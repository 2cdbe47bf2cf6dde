import { ServiceError } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { type SignerStore } from '../ports/signer-store.js';
import { type SubscriberStore } from '../ports/subscriber-store.js';

/**
 * Records a person who is going to sign for a subscriber.
 *
 * @throws ServiceError subscriber.unknown
 */
export class CreateSigner {
  constructor(
    private readonly subscribers: SubscriberStore,
    private readonly signers: SignerStore,
  ) {}

  async run({ subscriberId, name }: { readonly subscriberId: string; readonly name: string }, requester: string): Promise<{ signerId: string }> {
    if (!(await this.subscribers.exists(subscriberId))) throw new ServiceError('subscriber.unknown', 'no subscriber has this identifier');
    const signerId = newId('sgn');
    await this.signers.add(
      { id: signerId, subscriberId, name },
      { type: 'signer-created', actor: { kind: 'system', id: requester }, outcome: 'success', recipient: signerId, particulars: { subscriberId } },
    );
    return { signerId };
  }
}
