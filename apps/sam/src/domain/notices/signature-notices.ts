import type { Clock } from '@paraph/kernel';
import type { ChangeNotices } from '../changes/change-notices.js';
import { signatureNotice } from '../changes/notice-words.js';
import type { Policies } from '../ports/policies.js';
import type { SigningOutcome } from '../ports/signing-journal.js';
import type { TrustRecords } from '../records/trust-records.js';
import type { ReservedFacts } from '../signing/activation-ledger.js';
import { countOutcome } from '../signing/outcome.js';

/**
 * Tells signers of each request that was signed in their name, where the policy of the credential wants it. It begins when the signatures are
 * durable and holds nobody up.
 */
export class SignatureNotices {
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    private readonly records: TrustRecords,
    private readonly policies: Policies,
    private readonly notices: ChangeNotices,
    private readonly clock: Clock,
  ) {}

  /** Never throws: what was signed is signed, whether its signer hears of it or not. */
  after(facts: Pick<ReservedFacts, 'credentialId' | 'clientId'>, outcome: SigningOutcome): void {
    const { signed } = countOutcome(outcome);
    // Where no policy wants any, a signature costs nothing more.
    if (signed === 0 || !this.policies.all().some(({ notices }) => notices.signature)) return;
    const telling = this.tell(facts, signed)
      // What cannot be read any more left its own event where it was read.
      .catch(() => undefined)
      .finally(() => this.underWay.delete(telling));
    this.underWay.add(telling);
  }

  /** Resolves when nothing is under way: for tests. */
  async settled(): Promise<void> {
    while (this.underWay.size > 0) await Promise.all(this.underWay);
    await this.notices.settled();
  }

  private async tell({ credentialId, clientId }: Pick<ReservedFacts, 'credentialId' | 'clientId'>, count: number): Promise<void> {
    const binding = (await this.records.find('binding', credentialId))?.body;
    if (!binding || this.policies.find(binding.policyId)?.notices.signature !== true) return;
    const clientName = (await this.records.find('client', clientId))?.body.name ?? '';
    this.notices.tell(binding, { ...signatureNotice(binding, { count, clientName, at: this.clock.now() }), credentialId });
  }
}
