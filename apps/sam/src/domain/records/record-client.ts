import { ServiceError } from '@paraph/contracts';
import type { Transactions } from '../ports/transactions.js';
import { isReadable } from '../readable-text.js';
import { requirePublicKeys } from './client-keys.js';
import type { ClientRecord } from './record-kinds.js';
import type { TrustRecords } from './trust-records.js';

/** Writes the trust record of a client, once. Changing one is an act of its own, with more people (not in this version). */
export class RecordClient {
  constructor(
    private readonly records: TrustRecords,
    private readonly transactions: Transactions,
  ) {}

  /** Repeating it with the same content changes nothing. @throws `request.invalid`, `request.duplicate`, `hsm.unavailable` */
  async run(clientId: string, client: ClientRecord): Promise<void> {
    // Signers are shown this name, and each event that tells of the client is to be stored.
    if (!isReadable(client.name)) throw new ServiceError('request.invalid', 'name: expected characters that people can read');
    const existing = await this.records.find('client', clientId);
    if (existing) {
      if (isSame(existing.body, client)) return;
      throw new ServiceError('request.duplicate', 'the client is recorded with other content');
    }
    requirePublicKeys(client.keys);
    const sealed = await this.records.sealNew('client', clientId, client);
    await this.transactions.run(async (transaction) => {
      await this.records.write(transaction, sealed);
      transaction.record({
        type: 'client-recorded',
        actor: { kind: 'system', id: 'management' },
        outcome: 'success',
        particulars: {
          clientId,
          subscriberId: client.subscriberId,
          name: client.name,
          multisign: String(client.multisign),
          keys: client.keys.map(({ kid }) => kid).join(' '),
        },
      });
    });
  }
}

function isSame(one: ClientRecord, other: ClientRecord): boolean {
  return (
    one.subscriberId === other.subscriberId &&
    one.name === other.name &&
    one.multisign === other.multisign &&
    JSON.stringify(one.keys) === JSON.stringify(other.keys)
  );
}
