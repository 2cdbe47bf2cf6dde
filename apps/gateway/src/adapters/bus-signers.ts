import { describeSigner } from '@paraph/contracts';
import type { Bus } from '@paraph/platform';
import { Signers } from '../domain/signers.js';

/** The signers by the word of identity. */
export class BusSigners extends Signers {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override async subscriberOf(signerId: string): Promise<string> {
    return (await this.bus.call(describeSigner, { signerId })).subscriberId;
  }
}
