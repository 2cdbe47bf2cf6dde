import { certifyDestruction, reconcile, type ReplyOf } from '@paraph/contracts';
import type { Bus } from '@paraph/platform';
import { KeyDestructions } from '../domain/destruction/key-destructions.js';

/** The SAM and key-lifecycle over the bus. */
export class BusKeyDestructions extends KeyDestructions {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override async certify(credentialId: string): Promise<string> {
    return (await this.bus.call(certifyDestruction, { credentialId })).certificate;
  }

  override reconcile(): Promise<ReplyOf<typeof reconcile>> {
    return this.bus.call(reconcile, {});
  }
}
