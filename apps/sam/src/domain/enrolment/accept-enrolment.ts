import type { Refusals } from '../refusals.js';
import type { AcceptanceLedger } from './acceptance-ledger.js';
import type { CertificationRequests } from './certification-requests.js';
import type { EnrolmentProof } from './enrolment-proof.js';
import type { Enrolments } from './enrolments.js';

/** Who accepted, and the request for the certificate. */
export interface AcceptedEnrolment {
  /** PKCS#10, DER. */
  readonly csr: Uint8Array;
  readonly person: { readonly issuer: string; readonly subject: string };
}

/** Ties key and person together: on evidence this process verified, over a challenge this process made. */
export class AcceptEnrolment {
  constructor(
    private readonly enrolments: Enrolments,
    private readonly proof: EnrolmentProof,
    private readonly requests: CertificationRequests,
    private readonly ledger: AcceptanceLedger,
    private readonly refusals: Refusals,
  ) {}

  /**
   * @throws `enrolment.unknown`, `enrolment.state`, `enrolment.expired`, `evidence.missing`, `evidence.invalid`,
   * `hsm.unavailable`, `hsm.refused`, `record.tampered`
   */
  run(enrolmentId: string, idToken: string): Promise<AcceptedEnrolment> {
    const particulars: Record<string, string> = { enrolmentId };
    return this.refusals.recorded({ type: 'enrolment-refused', actor: { kind: 'system', id: 'key-lifecycle' }, particulars }, async () => {
      // 1. The draft, open and in time, with every means offered that it asks for.
      const open = await this.enrolments.findOpen(enrolmentId);
      particulars['credentialId'] = open.draft.credentialId;

      // 2. The evidence, over the challenge recomputed from the draft and what was offered.
      const proven = await this.proof.verify(open, idToken);

      // 3. Proof of possession: the request is signed by the key it names, for the subject just proven.
      const csr = await this.requests.compose(open.draft, proven);

      // 4. Enrolment advanced, evidence spent, binding record with its means written: together or not at all.
      await this.ledger.write(open, proven);

      const { issuer, subject } = proven.person;
      return { csr, person: { issuer, subject } };
    });
  }
}
