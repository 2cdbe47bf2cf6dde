import type { Approver, Assertion } from '@paraph/contracts';
import type { MeansCounters } from '../../ports/means-counters.js';
import type { PasskeyVerifier } from '../../ports/passkey-verifier.js';
import type { Transaction } from '../../ports/transactions.js';
import type { BindingRecord } from '../../records/record-kinds.js';
import { counterId } from '../../quorum/people.js';
import type { TrustRecords } from '../../records/trust-records.js';
import { countOn } from '../passkey/sign-count.js';
import { refusedEvidence } from '../refused-evidence.js';

/** A supervising person who was proven to be there. */
export interface PresentSupervisor {
  readonly approver: Approver;
  readonly backedUp: boolean;
  /** Writes the passkey's counter. */
  readonly alongside: (transaction: Transaction) => Promise<void>;
}

/** The people of the quorum's record whose duty it is to stand beside signers. */
export class Supervisors {
  constructor(
    private readonly records: TrustRecords,
    private readonly verifier: PasskeyVerifier,
    private readonly counters: MeansCounters,
  ) {}

  /** @throws `evidence.invalid`, `record.tampered`, `hsm.unavailable` */
  async verify(
    { approverId, assertion }: { readonly approverId: string; readonly assertion: Assertion },
    { challenge, binding }: { readonly challenge: Uint8Array; readonly binding: Pick<BindingRecord, 'means'> },
  ): Promise<PresentSupervisor> {
    const quorum = await this.records.find('quorum', 'quorum');
    const approver = quorum?.body.approvers.find(({ id, duties }) => id === approverId && duties.includes('supervisor'));
    if (!approver) throw refusedEvidence('no supervisor has this identifier');
    if (isSigner(approver, binding)) throw refusedEvidence('the supervisor is the signer');
    const { passkey } = approver;
    if (assertion.id !== passkey.id) throw refusedEvidence('another passkey than the supervisor’s');
    const meansId = counterId(approver);
    const { signCount: lastCount } = await this.counters.read(meansId);
    const { signCount, backedUp } = await this.verifier.assert(assertion, { challenge, id: passkey.id, publicKey: passkey.publicKey, signCount: lastCount });
    return { approver, backedUp, alongside: (transaction) => countOn(this.counters, transaction, { meansId, signCount }) };
  }
}

// Whatever became of the means meanwhile: a passkey that ever was the signer's is the signer's.
function isSigner({ passkey }: Approver, { means }: Pick<BindingRecord, 'means'>): boolean {
  return means.some((one) => one.kind === 'passkey' && (one.id === passkey.id || one.publicKey === passkey.publicKey));
}
