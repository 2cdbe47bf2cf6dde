import { ServiceError } from '@paraph/contracts';
import type { CredentialEnds } from '../changes/destroy-credential.js';
import { replacementNotice } from '../changes/notice-words.js';
import type { Transactions } from '../ports/transactions.js';
import type { TrustRecord } from '../records/record-kinds.js';
import type { TrustRecords } from '../records/trust-records.js';

/** How often an end is tried again when something else was written first. */
const TRIES = 5;

/**
 * Destroys the key of a credential that a rekey replaced, once the new one can sign. Its signer approved that with the new one's enrolment,
 * whose statement names it; that they are the same person was proven there.
 */
export class ReplaceCredential {
  constructor(
    private readonly records: TrustRecords,
    private readonly ends: CredentialEnds,
    private readonly transactions: Transactions,
  ) {}

  /** Repeating it changes nothing. @throws `hsm.unavailable`, `record.tampered` */
  async run(successorId: string, credentialId: string): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const [successor, binding] = await Promise.all([this.records.find('binding', successorId), this.records.find('binding', credentialId)]);
      if (!binding || !successor || !mayReplace(successor, binding)) return;
      try {
        if (binding.body.state !== 'destroyed' && binding.body.state !== 'revoked') await this.destroy(binding, successorId);
        await this.ends.key.forget(binding.body.keyId);
        return await this.ends.activations.of(credentialId);
      } catch (error) {
        if (!(error instanceof ServiceError) || error.code !== 'request.duplicate' || attempt === TRIES) throw error;
      }
    }
  }

  private async destroy(binding: TrustRecord<'binding'>, successorId: string): Promise<void> {
    const { id: credentialId, body } = binding;
    const sealed = await this.records.sealNext(binding, { ...body, state: 'destroyed' });
    const end = await this.ends.key.prepare(credentialId, body, 'replaced');
    await this.transactions.run(async (transaction) => {
      await this.records.write(transaction, sealed);
      const particulars = await end.write(transaction);
      transaction.record({
        type: 'key-destroyed',
        actor: { kind: 'signer', id: body.signerId },
        outcome: 'success',
        recipient: body.signerId,
        cause: 'replaced',
        particulars: { credentialId, successorId, ...particulars },
      });
      transaction.whenCommitted(() => this.ends.notices.tell(body, { ...replacementNotice(body), credentialId }));
    });
  }
}

/** Only what can sign takes the place of another, and only what its own sealed record names. */
function mayReplace({ body: successor }: TrustRecord<'binding'>, { id, body }: TrustRecord<'binding'>): boolean {
  const isTheirs = successor.person.issuer === body.person.issuer && successor.person.subject === body.person.subject && successor.signerId === body.signerId;
  return isTheirs && successor.state === 'active' && successor.replaces === id;
}
