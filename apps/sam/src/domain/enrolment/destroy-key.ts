import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { KeyStore } from '../keys/key-store.js';
import type { TrustRecord } from '../records/record-kinds.js';
import type { TrustRecords } from '../records/trust-records.js';
import type { Revocations } from '../x509/revocations.js';
import type { EnrolmentDraft } from './enrolment.js';
import type { Enrolments } from './enrolments.js';

/** Destroys the key of a credential that never became active: what an enrolment that failed leaves behind. */
export class DestroyKey {
  constructor(
    private readonly enrolments: Enrolments,
    private readonly records: TrustRecords,
    private readonly keys: KeyStore,
    private readonly revocations: Revocations,
    private readonly clock: Clock,
  ) {}

  /** Repeating it changes nothing. @throws `credential.unknown`, `credential.state`, `hsm.unavailable`, `record.tampered` */
  async run(credentialId: string): Promise<void> {
    const enrolment = await this.enrolments.ofCredential(credentialId);
    if (!enrolment) throw new ServiceError('credential.unknown', 'no credential has this identifier');
    if (enrolment.state !== 'abandoned') await this.destroy(enrolment.draft, await this.records.find('binding', credentialId));
    await this.keys.forget(enrolment.draft.keyId);
  }

  private async destroy({ enrolmentId, credentialId, keyId, publicKey, signerId }: EnrolmentDraft, binding: TrustRecord<'binding'> | undefined): Promise<void> {
    // Ending a credential that could sign needs more than a neighbour's word.
    const state = binding?.body.state ?? 'accepted';
    if (state !== 'accepted') throw new ServiceError('credential.state', `the key of a credential that is ${state} is not destroyed this way`);
    const sealed = binding && (await this.records.sealNext(binding, { ...binding.body, state: 'destroyed' }));

    const copies = await this.keys.copies(this.clock.now());
    await this.enrolments.advance(enrolmentId, { from: binding ? 'accepted' : 'open', to: 'abandoned', otherwise: 'credential.state' }, async (transaction) => {
      if (sealed) await this.records.write(transaction, sealed);
      const wasThere = await this.keys.destroy(transaction, keyId);
      // A certificate may have been composed before the enrolment failed; nobody shall rely on it.
      const certified = { credentialId, publicKey: new Uint8Array(Buffer.from(publicKey, 'base64')) };
      const revoked = await this.revocations.revoke(transaction, certified, { revokedAt: this.clock.now(), reason: 'cessationOfOperation' });
      transaction.record({
        type: 'key-destroyed',
        actor: { kind: 'system', id: 'key-lifecycle' },
        outcome: 'success',
        recipient: signerId,
        particulars: {
          credentialId,
          enrolmentId,
          keyId,
          blob: wasThere ? 'erased' : 'absent',
          ...copies,
          ...(revoked === undefined ? {} : { revokedSerialNumber: revoked }),
        },
      });
    });
  }
}
