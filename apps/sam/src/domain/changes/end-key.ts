import { fromBase64, type Clock } from '@paraph/kernel';
import type { DestructionCause, EndedKey } from '../destruction/destruction.js';
import type { Destructions } from '../destruction/destructions.js';
import type { KeyStore } from '../keys/key-store.js';
import type { Transaction } from '../ports/transactions.js';
import type { Revocations } from '../x509/revocations.js';

/** What is left to do inside the transaction that ends a key. */
export interface PreparedEnd {
  /** Answers what became of key and certificate, for the event. */
  write(transaction: Transaction): Promise<Record<string, string>>;
}

/** Ends a signer's key and what was certified for it, and writes down what became of each copy. */
export class EndKey {
  constructor(
    private readonly keys: KeyStore,
    private readonly revocations: Revocations,
    private readonly destructions: Destructions,
    private readonly clock: Clock,
  ) {}

  /** Asks the token where copies are, so never inside a transaction. @throws `hsm.unavailable` */
  async prepare(credentialId: string, ended: EndedKey, cause: DestructionCause): Promise<PreparedEnd> {
    const { keyId, publicKey, certificate } = ended;
    const revokedAt = this.clock.now();
    const destruction = await this.destructions.prepare({ credentialId, cause }, ended);
    const { blob, ...copies } = destruction.destruction.copies;
    const certified = { credentialId, publicKey: fromBase64(publicKey) ?? new Uint8Array() };
    // What is over is not revoked: a list need not name it (RFC 5280 section 3.3).
    const isOver = certificate !== undefined && revokedAt > new Date(certificate.validTo);
    return {
      write: async (transaction) => {
        const wasThere = await this.keys.destroy(transaction, keyId);
        const revoked = isOver ? undefined : await this.revocations.revoke(transaction, certified, { revokedAt, reason: 'cessationOfOperation' });
        await this.destructions.write(transaction, destruction);
        const found = blob === 'none' ? 'none' : wasThere ? 'erased' : 'absent';
        return { keyId, blob: found, ...copies, ...(revoked === undefined ? {} : { revokedSerialNumber: revoked }) };
      },
    };
  }

  /** Has this replica's token forget an unwrapped copy. @throws `hsm.unavailable` */
  forget(keyId: string): Promise<void> {
    return this.keys.forget(keyId);
  }
}
