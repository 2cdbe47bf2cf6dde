import { ServiceError } from '@paraph/contracts';
import type { EndKey } from '../changes/end-key.js';
import type { TrustRecord } from '../records/record-kinds.js';
import type { TrustRecords } from '../records/trust-records.js';
import type { EndSession } from '../sessions/end-session.js';
import type { EnrolmentDraft } from './enrolment.js';
import type { Enrolments } from './enrolments.js';

/** Destroys the key of a credential that never became active: what an enrolment that failed leaves behind. */
export class DestroyKey {
  constructor(
    private readonly enrolments: Enrolments,
    private readonly records: TrustRecords,
    private readonly end: EndKey,
    private readonly sessions?: EndSession,
  ) {}

  /** Repeating it changes nothing. @throws HeldElsewhere; `credential.unknown`, `credential.state`, `hsm.unavailable`, `record.tampered` */
  async run(credentialId: string): Promise<void> {
    const enrolment = await this.enrolments.ofCredential(credentialId);
    if (!enrolment) throw new ServiceError('credential.unknown', 'no credential has this identifier');
    // A key of one session may be ended by any neighbour at any time: it comes to nothing but its signatures.
    if (enrolment.draft.session) return void (await this.sessions?.run(credentialId, 'ended'));
    if (enrolment.state !== 'abandoned') await this.destroy(enrolment.draft, await this.records.find('binding', credentialId));
    await this.end.forget(enrolment.draft.keyId);
  }

  private async destroy(draft: EnrolmentDraft, binding: TrustRecord<'binding'> | undefined): Promise<void> {
    const { enrolmentId, credentialId, signerId } = draft;
    // Ending a credential that could sign needs more than a neighbour's word.
    const state = binding?.body.state ?? 'accepted';
    if (state !== 'accepted') throw new ServiceError('credential.state', `the key of a credential that is ${state} is not destroyed this way`);
    const sealed = binding && (await this.records.sealNext(binding, { ...binding.body, state: 'destroyed' }));

    // A certificate may have been composed before the enrolment failed; nobody shall rely on it.
    const end = await this.end.prepare(credentialId, { ...draft, heldBy: draft.session?.heldBy }, 'unused');
    await this.enrolments.advance(enrolmentId, { from: binding ? 'accepted' : 'open', to: 'abandoned', otherwise: 'credential.state' }, async (transaction) => {
      if (sealed) await this.records.write(transaction, sealed);
      const particulars = await end.write(transaction);
      transaction.record({
        type: 'key-destroyed',
        actor: { kind: 'system', id: 'key-lifecycle' },
        outcome: 'success',
        recipient: signerId,
        particulars: { credentialId, enrolmentId, ...particulars },
      });
    });
  }
}
