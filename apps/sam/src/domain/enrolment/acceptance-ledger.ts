import { ServiceError } from '@paraph/contracts';
import { sha256Hex, type Clock } from '@paraph/kernel';
import type { EvidenceLedger } from '../ports/evidence-ledger.js';
import { Reason } from '../refusals.js';
import type { BindingRecord } from '../records/record-kinds.js';
import type { TrustRecords } from '../records/trust-records.js';
import type { EnrolmentDraft } from './enrolment.js';
import type { ProvenSigner } from './enrolment-proof.js';
import type { Enrolments } from './enrolments.js';

/** Writes an acceptance: one transaction in which everything that says so becomes true. */
export class AcceptanceLedger {
  constructor(
    private readonly enrolments: Enrolments,
    private readonly evidence: EvidenceLedger,
    private readonly records: TrustRecords,
    private readonly clock: Clock,
  ) {}

  /** @throws `enrolment.state` if another request was first, `evidence.invalid` if the evidence was used before */
  async write(draft: EnrolmentDraft, proven: ProvenSigner): Promise<void> {
    const { enrolmentId, credentialId, signerId } = draft;
    const { person } = proven;
    const record = this.binding(draft, proven);
    const sealed = await this.records.sealNew('binding', credentialId, record);
    await this.enrolments.advance(enrolmentId, { from: 'open', to: 'accepted', otherwise: 'enrolment.state' }, async (transaction) => {
      const isFirstUse = await this.evidence.spend(transaction, person.evidenceDigest, enrolmentId);
      if (!isFirstUse) throw new ServiceError('evidence.invalid', 'the evidence is not accepted', { cause: new Reason('used before') });
      await this.records.write(transaction, sealed);
      const { evidenceDigest, termsVersion, termsDigest } = record.enrolment;
      transaction.record({
        type: 'enrolment-accepted',
        actor: { kind: 'signer', id: signerId },
        outcome: 'success',
        particulars: {
          enrolmentId,
          credentialId,
          issuer: person.issuer,
          authenticatedAt: person.authenticatedAt.toISOString(),
          ...(person.level === undefined ? {} : { level: person.level }),
          evidenceDigest,
          termsVersion,
          termsDigest,
        },
      });
    });
  }

  private binding(draft: EnrolmentDraft, { person, attributes }: ProvenSigner): BindingRecord {
    const { keyId, algorithm, publicKey, signerId, subscriberId, policyId, policyDigest, terms, enrolmentId } = draft;
    return {
      state: 'accepted',
      keyId,
      algorithm,
      publicKey,
      signerId,
      subscriberId,
      policyId,
      policyDigest,
      means: [{ kind: 'oidc', issuer: person.issuer, subject: person.subject }],
      subject: attributes,
      enrolment: {
        enrolmentId,
        evidenceDigest: person.evidenceDigest,
        termsVersion: terms.version,
        termsDigest: sha256Hex(terms.text),
        acceptedAt: this.clock.now().toISOString(),
      },
    };
  }
}
