import { ServiceError } from '@paraph/contracts';
import type { CredentialEnds } from '../changes/destroy-credential.js';
import { endWithoutSigner } from '../changes/end-without-signer.js';
import type { KeyOwners } from '../destruction/key-owners.js';
import type { KeyStore } from '../keys/key-store.js';
import type { KeyRows } from '../ports/key-rows.js';
import type { Transactions } from '../ports/transactions.js';
import type { TrustRecord } from '../records/record-kinds.js';
import type { TrustRecords } from '../records/trust-records.js';

/** Keys that are looked at in one go. */
const PAGE = 100;
/** How often an end is tried again when something else was written first. */
const TRIES = 5;

/** Where the keys are, and whose. */
export interface StoredKeys {
  readonly rows: KeyRows;
  readonly keys: KeyStore;
  readonly owners: KeyOwners;
}

/**
 * Destroys every signer's key there is (EOL-01), each in a transaction of its own with its record and its certificate. What nobody owns, what an
 * enrolment still waits with and what somebody edited the record of goes as well: the quorum decided about all of them.
 */
export class EndAllKeys {
  constructor(
    private readonly stored: StoredKeys,
    readonly records: TrustRecords,
    readonly ends: CredentialEnds,
    readonly transactions: Transactions,
  ) {}

  /** Repeating it changes nothing. Answers how many keys it ended. @throws `hsm.unavailable` */
  async run(stopped: () => boolean = () => false): Promise<number> {
    let count = 0;
    let after: string | undefined = '';
    while (after !== undefined && !stopped()) {
      const page: readonly string[] = await this.stored.rows.signers(after, PAGE);
      for (const keyId of page) {
        if (stopped()) return count;
        await this.end(keyId);
        count += 1;
      }
      after = page.at(-1);
    }
    return count;
  }

  private async end(keyId: string): Promise<void> {
    for (let attempt = 1; ; attempt += 1)
      try {
        const binding = await this.bound(keyId);
        if (binding) return await endWithoutSigner(this, binding, { state: 'destroyed', cause: 'service-ended' });
        await this.erase(keyId);
        return await this.stored.keys.forget(keyId);
      } catch (error) {
        // A change, a suspension or another replica's end at this moment: the decision stands, over what is there now.
        if (!(error instanceof ServiceError) || error.code !== 'request.duplicate' || attempt === TRIES) throw error;
      }
  }

  /** The record that the key signs under, where there is one that is believed. */
  private async bound(keyId: string): Promise<TrustRecord<'binding'> | undefined> {
    try {
      const owner = await this.stored.owners.of(keyId);
      const binding = owner && (await this.records.find('binding', owner.credentialId));
      const isOver = binding?.body.state === 'destroyed' || binding?.body.state === 'revoked';
      return binding?.body.keyId === keyId && !isOver ? binding : undefined;
    } catch (error) {
      // Its event is written; the key of a record that nobody believes is destroyed like any other.
      if (error instanceof ServiceError && error.code === 'record.tampered') return undefined;
      throw error;
    }
  }

  private async erase(keyId: string): Promise<void> {
    await this.transactions.run(async (transaction) => {
      if (!(await this.stored.keys.destroy(transaction, keyId))) return;
      transaction.record({
        type: 'key-destroyed',
        actor: { kind: 'system', id: 'sam' },
        outcome: 'success',
        cause: 'service-ended',
        particulars: { keyId, blob: 'erased', owner: 'none that signs' },
      });
    });
  }
}
