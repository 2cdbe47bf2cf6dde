import { ServiceError, type Quorum } from '@paraph/contracts';
import type { PasskeyVerifier } from '../ports/passkey-verifier.js';
import type { Transactions } from '../ports/transactions.js';
import type { TrustRecords } from '../records/trust-records.js';
import { peopleProblems, QUORUM_ID } from './people.js';

/** What became of the operator's file. `ignored`: it says something else than the record, which only the quorum changes. */
export type Founding = 'founded' | 'kept' | 'ignored' | 'none';

/** Founds the quorum from the operator's file, once in a system's life. */
export class FoundQuorum {
  constructor(
    private readonly records: TrustRecords,
    private readonly passkeys: PasskeyVerifier,
    private readonly transactions: Transactions,
  ) {}

  /** @throws Error naming what is wrong with the people of the file; `record.tampered`, `hsm.unavailable` */
  async run(filed: Quorum | undefined): Promise<Founding> {
    const standing = await this.records.find('quorum', QUORUM_ID);
    if (standing) return filed === undefined || JSON.stringify(filed) === JSON.stringify(standing.body) ? 'kept' : 'ignored';
    if (!filed) return 'none';
    const problems = peopleProblems(filed, this.passkeys);
    if (problems.length > 0) throw new Error(`the quorum of the file is not founded: ${problems.join('; ')}`);
    try {
      await this.found(filed);
      return 'founded';
    } catch (error) {
      // Another replica started at the same time.
      if (error instanceof ServiceError && error.code === 'request.duplicate') return this.run(filed);
      throw error;
    }
  }

  private async found(quorum: Quorum): Promise<void> {
    const sealed = await this.records.sealNew('quorum', QUORUM_ID, quorum);
    await this.transactions.run(async (transaction) => {
      await this.records.write(transaction, sealed);
      transaction.record({
        type: 'quorum-founded',
        actor: { kind: 'system', id: 'sam' },
        outcome: 'success',
        particulars: { threshold: String(quorum.threshold), approvers: quorum.approvers.map(({ id }) => id).join(' ') },
      });
    });
  }
}
