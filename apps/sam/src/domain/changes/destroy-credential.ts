import { ServiceError } from '@paraph/contracts';
import type { EndActivations } from '../activation/end-activations.js';
import type { Transactions } from '../ports/transactions.js';
import type { TrustRecord } from '../records/record-kinds.js';
import type { TrustRecords } from '../records/trust-records.js';
import type { ChangeNotices } from './change-notices.js';
import type { ChangeDraft } from './change.js';
import type { Changes } from './changes.js';
import type { EndKey } from './end-key.js';
import { destructionNotice } from './notice-words.js';

/** How often an end is tried again when something else was written first. */
const TRIES = 5;

/** What ends with a credential. */
export class CredentialEnds {
  constructor(
    readonly key: EndKey,
    readonly activations: EndActivations,
    readonly notices: ChangeNotices,
  ) {}
}

/**
 * Destroys the key of a credential that could sign, on its signer's decision and on nothing less: the decision is a change that was approved
 * with evidence of a full combination, and it is about this credential.
 */
export class DestroyCredential {
  constructor(
    private readonly changes: Changes,
    private readonly records: TrustRecords,
    private readonly ends: CredentialEnds,
    private readonly transactions: Transactions,
  ) {}

  /**
   * Repeating it changes nothing.
   *
   * @throws `credential.unknown`, `credential.state`, `change.unknown`, `change.state`, `change.expired`, `hsm.unavailable`, `record.tampered`
   */
  async run(credentialId: string, changeId: string): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const binding = await this.records.find('binding', credentialId);
      if (!binding) throw new ServiceError('credential.unknown', 'no such credential');
      const isGone = binding.body.state === 'destroyed';
      // What is done is done, however late its answer is asked for again.
      const decision = await this.changes.decision(changeId, { isLate: isGone });
      if (decision.credentialId !== credentialId) throw new ServiceError('change.state', 'the decision is about another credential');
      try {
        if (!isGone) await this.destroy(binding, decision);
        await this.ends.key.forget(binding.body.keyId);
        return await this.ends.activations.of(credentialId);
      } catch (error) {
        // A suspension or another change at this moment: the decision stands, over what is there now.
        if (!(error instanceof ServiceError) || error.code !== 'request.duplicate' || attempt === TRIES) throw error;
      }
    }
  }

  private async destroy(binding: TrustRecord<'binding'>, { changeId, signerId }: ChangeDraft): Promise<void> {
    const { id: credentialId, body } = binding;
    if (body.state !== 'active' && body.state !== 'suspended')
      throw new ServiceError('credential.state', `a credential that is ${body.state} is not destroyed this way`);
    const sealed = await this.records.sealNext(binding, { ...body, state: 'destroyed' });
    const end = await this.ends.key.prepare(credentialId, body, 'decided');
    await this.transactions.run(async (transaction) => {
      await this.records.write(transaction, sealed);
      const particulars = await end.write(transaction);
      transaction.record({
        type: 'key-destroyed',
        actor: { kind: 'signer', id: signerId },
        outcome: 'success',
        recipient: body.signerId,
        particulars: { credentialId, changeId, ...particulars },
      });
      transaction.whenCommitted(() => this.ends.notices.tell(body, { ...destructionNotice(body), credentialId }));
    });
  }
}
