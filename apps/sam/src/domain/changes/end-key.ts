import { fromBase64, type Clock } from '@paraph/kernel';
import type { KeyStore } from '../keys/key-store.js';
import type { Transaction } from '../ports/transactions.js';
import type { BindingRecord } from '../records/record-kinds.js';
import type { Revocations } from '../x509/revocations.js';

/** What is left to do inside the transaction that ends a key. */
export interface PreparedEnd {
  /** Answers what became of key and certificate, for the event. */
  write(transaction: Transaction): Promise<Record<string, string>>;
}

/** Ends a signer's key and what was certified for it. */
export class EndKey {
  constructor(
    private readonly keys: KeyStore,
    private readonly revocations: Revocations,
    private readonly clock: Clock,
  ) {}

  /** Asks the token where copies are, so never inside a transaction. @throws `hsm.unavailable` */
  async prepare(credentialId: string, { keyId, publicKey }: Pick<BindingRecord, 'keyId' | 'publicKey'>): Promise<PreparedEnd> {
    const revokedAt = this.clock.now();
    const copies = await this.keys.copies(revokedAt);
    const certified = { credentialId, publicKey: fromBase64(publicKey) ?? new Uint8Array() };
    return {
      write: async (transaction) => {
        const wasThere = await this.keys.destroy(transaction, keyId);
        const revoked = await this.revocations.revoke(transaction, certified, { revokedAt, reason: 'cessationOfOperation' });
        return { keyId, blob: wasThere ? 'erased' : 'absent', ...copies, ...(revoked === undefined ? {} : { revokedSerialNumber: revoked }) };
      },
    };
  }

  /** Has this replica's token forget an unwrapped copy. @throws `hsm.unavailable` */
  forget(keyId: string): Promise<void> {
    return this.keys.forget(keyId);
  }
}
