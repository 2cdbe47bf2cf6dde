import { recordClient } from '@paraph/contracts';
import type { Bus } from '@paraph/platform';
import { TrustRecords, type TrustedClient } from '../domain/trust-records.js';

/** The trust records kept by the SAM. */
export class BusTrustRecords extends TrustRecords {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override async record(client: TrustedClient): Promise<void> {
    await this.bus.call(recordClient, client);
  }
}
