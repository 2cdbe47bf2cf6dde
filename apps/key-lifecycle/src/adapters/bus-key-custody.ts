import { destroyExpired, destroyOrphan, listKeys } from '@paraph/contracts';
import type { Bus } from '@paraph/platform';
import { KeyCustody, type ExpiryResult, type KeyPage, type OrphanOutcome } from '../domain/endings/key-custody.js';

const PAGE = 200;

/** The SAM over the bus. */
export class BusKeyCustody extends KeyCustody {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override async destroyExpired(credentialIds: readonly string[]): Promise<readonly ExpiryResult[]> {
    return (await this.bus.call(destroyExpired, { credentialIds: [...credentialIds] })).results;
  }

  override keys(after: string | undefined): Promise<KeyPage> {
    return this.bus.call(listKeys, { limit: PAGE, ...(after !== undefined && { after }) });
  }

  override async destroyOrphan(keyId: string): Promise<OrphanOutcome> {
    return (await this.bus.call(destroyOrphan, { keyId })).outcome;
  }
}
