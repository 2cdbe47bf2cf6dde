import { ServiceError } from '@paraph/contracts';
import { type SignerStore } from '../ports/signer-store.js';

/**
 * Tells which subscriber a signer belongs to.
 *
 * @throws ServiceError signer.unknown
 */
export class DescribeSigner {
  constructor(private readonly signers: SignerStore) {}

  async run({ signerId }: { readonly signerId: string }): Promise<{ signerId: string; subscriberId: string; name: string }> {
    const signer = await this.signers.find(signerId);
    if (signer === undefined) throw new ServiceError('signer.unknown', 'no signer has this identifier');
    return { signerId, subscriberId: signer.subscriberId, name: signer.name };
  }
}
