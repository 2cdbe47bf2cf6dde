import { ServiceError } from '@paraph/contracts';
import { certifiesAgain, type EnrolmentDraft } from '../enrolment/enrolment.js';
import type { ProvenSigner } from '../enrolment/enrolment-proof.js';
import { refusedEvidence } from '../evidence/refused-evidence.js';
import type { BindingRecord, TrustRecord } from '../records/record-kinds.js';
import type { TrustRecords } from '../records/trust-records.js';

/** Whose renewals are accepted: only those of the person the credential was made for. */
export class SamePerson {
  constructor(private readonly records: TrustRecords) {}

  /**
   * Whether the person who answered is the one of the credential that is renewed, and for a renewal, whether the names are still the same.
   *
   * @throws `evidence.invalid`, `enrolment.state` if the credential has ended meanwhile, `record.tampered`
   */
  async check({ renews }: EnrolmentDraft, { person, attributes }: ProvenSigner): Promise<void> {
    if (!renews) return;
    const body = (await this.records.find('binding', renews.credentialId))?.body;
    if (body?.state !== 'active') throw new ServiceError('enrolment.state', 'the credential to renew is not active any more');
    if (body.person.issuer !== person.issuer || body.person.subject !== person.subject) throw refusedEvidence('another person than the credential’s');
    if (renews.kind === 'renewal' && !isSame(attributes, body.subject)) throw refusedEvidence('other names than the certificate’s: an update takes them');
  }
}

/**
 * The record of a credential whose renewal its signer accepted. Nothing that signs changes yet.
 *
 * @throws `enrolment.state` for a credential that has ended meanwhile, or that has another key
 */
export function withRenewal(binding: TrustRecord<'binding'> | undefined, draft: EnrolmentDraft, accepted: BindingRecord): BindingRecord {
  const { renews } = draft;
  if (!renews || renews.kind === 'rekey' || !certifiesAgain(draft)) throw new Error('an enrolment that renews nothing');
  if (binding?.body.state !== 'active' || binding.body.keyId !== draft.keyId)
    throw new ServiceError('enrolment.state', 'the credential to renew is not active any more');
  const { policyDigest, subject, enrolment } = accepted;
  return { ...binding.body, renewal: { kind: renews.kind, policyDigest, subject, enrolment } };
}

function isSame(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  const sorted = (record: Readonly<Record<string, string>>): string => JSON.stringify(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
  return sorted(one) === sorted(other);
}
