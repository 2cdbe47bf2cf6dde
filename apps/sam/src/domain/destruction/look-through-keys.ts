import { toBase64, type Clock } from '@paraph/kernel';
import type { KeyStore } from '../keys/key-store.js';
import type { KeyRow, KeyRows } from '../ports/key-rows.js';
import type { Transactions } from '../ports/transactions.js';
import type { Destructions } from './destructions.js';
import { isOrphan, type KeyOwner, type KeyOwners } from './key-owners.js';

/** A key with whose it is. */
export interface OwnedKey {
  readonly keyId: string;
  readonly owner: KeyOwner | undefined;
}

/** Goes through the wrapped keys, and destroys those that nothing names any more: a row that a backup brought back, or that an owner lost. */
export class LookThroughKeys {
  constructor(
    private readonly stored: { readonly rows: KeyRows; readonly keys: KeyStore },
    private readonly owners: KeyOwners,
    private readonly destructions: Destructions,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** Signers' keys in the order of their identifiers. @throws `record.tampered`, `hsm.unavailable` */
  async page(after: string | undefined, limit: number): Promise<readonly OwnedKey[]> {
    const keyIds = await this.stored.rows.signers(after ?? '', limit);
    return Promise.all(keyIds.map(async (keyId) => ({ keyId, owner: await this.owners.of(keyId) })));
  }

  /** Repeating it changes nothing. @throws `record.tampered`, `hsm.unavailable` */
  async destroyOrphan(keyId: string): Promise<'destroyed' | 'owned' | 'absent'> {
    const row = await this.stored.rows.find(keyId);
    if (!row) return 'absent';
    // The keys of authorities have no owner among signers, and are never orphans.
    if (row.purpose !== 'signer') return 'owned';
    const owner = await this.owners.of(keyId);
    if (!isOrphan(owner)) return 'owned';
    await this.destroy(row, owner);
    await this.stored.keys.forget(keyId);
    return 'destroyed';
  }

  private async destroy({ keyId, algorithm, publicKey }: KeyRow, owner: KeyOwner | undefined): Promise<void> {
    const { tokens, backupsUntil } = await this.stored.keys.copies(this.clock.now());
    // Of a key that nobody ever had the events tell, and nobody asks for a certificate.
    const end = { credentialId: owner?.credentialId ?? '', cause: 'orphaned' } as const;
    const prepared = owner && (await this.destructions.prepare(end, { keyId, algorithm, publicKey: toBase64(publicKey), ...owner.holder }));
    await this.transactions.run(async (transaction) => {
      if (!(await this.stored.keys.destroy(transaction, keyId))) return;
      if (prepared) await this.destructions.write(transaction, prepared);
      const about = { actor: { kind: 'system', id: 'sam' }, outcome: 'success' } as const;
      const found = { keyId, ...(owner && { credentialId: owner.credentialId, state: owner.state }) };
      transaction.record({ ...about, type: 'key-orphan-found', particulars: found });
      transaction.record({ ...about, type: 'key-destroyed', cause: 'orphaned', particulars: { ...found, blob: 'erased', tokens, backupsUntil } });
    });
  }
}
