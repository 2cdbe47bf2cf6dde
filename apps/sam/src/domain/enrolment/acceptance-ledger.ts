import { sha256Hex, type Clock } from '@paraph/kernel';
import { refusedEvidence } from '../evidence/refused-evidence.js';
import { startCounters } from '../means/start-counters.js';
import type { EvidenceLedger } from '../ports/evidence-ledger.js';
import type { MeansCounters } from '../ports/means-counters.js';
import type { NextRecord } from '../ports/record-store.js';
import type { BindingRecord } from '../records/record-kinds.js';
import type { TrustRecords } from '../records/trust-records.js';
import { withRenewal } from '../renewal/accepted-renewal.js';
import { certifiesAgain, type EnrolmentDraft } from './enrolment.js';
import { enrolledMeans } from './enrolled-means.js';
import type { ProvenSigner } from './enrolment-proof.js';
import type { Enrolments, OpenEnrolmentDraft } from './enrolments.js';

/** Writes an acceptance: one transaction in which everything that says so becomes true. */
export class AcceptanceLedger {
  constructor(
    private readonly enrolments: Enrolments,
    private readonly evidence: EvidenceLedger,
    private readonly counters: MeansCounters,
    private readonly records: TrustRecords,
    private readonly clock: Clock,
  ) {}

  /** @throws `enrolment.state` if another request was first, `evidence.invalid` if the evidence was used before */
  async write(open: OpenEnrolmentDraft, proven: ProvenSigner): Promise<void> {
    const { enrolmentId, credentialId, signerId } = open.draft;
    const { person } = proven;
    const record = this.binding(open, proven);
    const sealed = await this.sealed(open.draft, record);
    await this.enrolments.advance(enrolmentId, { from: 'open', to: 'accepted', otherwise: 'enrolment.state' }, async (transaction) => {
      const isFirstUse = await this.evidence.spend(transaction, person.evidenceDigest, enrolmentId);
      if (!isFirstUse) throw refusedEvidence('used before');
      await this.records.write(transaction, sealed);
      await startCounters(this.counters, transaction, open.offer?.offered ?? []);
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
          means: record.means.map(({ kind, meansId }) => `${kind}:${meansId}`).join(' '),
          evidenceDigest,
          termsVersion,
          termsDigest,
        },
      });
    });
  }

  /** A renewal stands in the record of the credential that is there. */
  private async sealed(draft: EnrolmentDraft, record: BindingRecord): Promise<NextRecord> {
    const { credentialId } = draft;
    if (!certifiesAgain(draft)) return this.records.sealNew('binding', credentialId, record);
    const present = await this.records.find('binding', credentialId);
    if (!present) throw new Error('a renewal of a credential without a record');
    return this.records.sealNext(present, withRenewal(present, draft, record));
  }

  private binding(open: OpenEnrolmentDraft, proven: ProvenSigner): BindingRecord {
    const { keyId, algorithm, publicKey, signerId, subscriberId, policyId, policyDigest, terms, enrolmentId, renews } = open.draft;
    const { containerId, session } = open.draft;
    const { person, attributes } = proven;
    const now = this.clock.now();
    return {
      state: 'accepted',
      keyId,
      algorithm,
      publicKey,
      signerId,
      subscriberId,
      policyId,
      policyDigest,
      person: { issuer: person.issuer, subject: person.subject },
      means: enrolledMeans(open, proven, now),
      subject: attributes,
      enrolment: {
        enrolmentId,
        evidenceDigest: person.evidenceDigest,
        termsVersion: terms.version,
        termsDigest: sha256Hex(terms.text),
        acceptedAt: now.toISOString(),
        // The same evidence is the authorisation: its moment and level are those of the session (ACT-06).
        ...(session && { authenticatedAt: person.authenticatedAt.toISOString(), ...(person.level === undefined ? {} : { level: person.level }) }),
      },
      ...(session && { heldBy: session.heldBy }),
      ...(containerId === undefined ? {} : { containerId }),
      ...(renews?.kind === 'rekey' ? { replaces: renews.credentialId } : {}),
    };
  }
}
