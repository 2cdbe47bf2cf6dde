import { ServiceError } from '@paraph/contracts';
import type { Transactions } from '../ports/transactions.js';
import type { TrustRecord } from '../records/record-kinds.js';
import type { TrustRecords } from '../records/trust-records.js';
import { storableText } from '../readable-text.js';
import type { ChangeNotices } from './change-notices.js';
import { suspensionNotice } from './notice-words.js';

/** Who wants it, and why. */
export interface Suspension {
  readonly credentialId: string;
  /** `authority`: whoever certified it says that the certificate is revoked; its proof ends the credential later. */
  readonly requestedBy: 'signer' | 'operator' | 'authority';
  readonly reason: string;
}

/** How often a stop is tried again when something else was written first. */
const TRIES = 5;

/**
 * Stops a credential on a caller's word. Stopping is cheap, restarting is dear: what was authorised and
 * not signed yet is not signed while it is suspended, and only evidence or a quorum ends that.
 */
export class SuspendCredential {
  constructor(
    private readonly records: TrustRecords,
    private readonly notices: ChangeNotices,
    private readonly transactions: Transactions,
  ) {}

  /** Repeating it changes nothing. @throws `credential.unknown`, `credential.state`, `hsm.unavailable`, `record.tampered` */
  async run(suspension: Suspension): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const binding = await this.records.find('binding', suspension.credentialId);
      if (!binding) throw new ServiceError('credential.unknown', 'no such credential');
      const { state } = binding.body;
      if (state === 'suspended') return;
      if (state !== 'active') throw new ServiceError('credential.state', `a credential that is ${state} cannot be suspended`);
      try {
        return await this.suspend(binding, suspension);
      } catch (error) {
        // A change that was completed at this moment must not outrun a stop.
        if (!(error instanceof ServiceError) || error.code !== 'request.duplicate' || attempt === TRIES) throw error;
      }
    }
  }

  private async suspend(binding: TrustRecord<'binding'>, { requestedBy, reason }: Suspension): Promise<void> {
    const { id: credentialId, body } = binding;
    const sealed = await this.records.sealNext(binding, { ...body, state: 'suspended' });
    await this.transactions.run(async (transaction) => {
      await this.records.write(transaction, sealed);
      transaction.record({
        type: 'credential-suspended',
        actor: { kind: 'system', id: 'key-lifecycle' },
        outcome: 'success',
        recipient: body.signerId,
        cause: requestedBy,
        particulars: { credentialId, requestedBy, reason: storableText(reason) },
      });
      transaction.whenCommitted(() => this.notices.tell(body, { ...suspensionNotice(body), credentialId }));
    });
  }
}
