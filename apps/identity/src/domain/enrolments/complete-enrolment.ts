import type { ProviderAnswer } from '../carried/provider-answer.js';
import { type Events, type IdentityEvent } from '../ports/events.js';
import { type SignerStore } from '../ports/signer-store.js';
import { causeOf, type CarryEnrolment } from './carry-enrolment.js';

/** How an enrolment ended that completed: whether its signer can be found again by the identity that was proven. */
export type Enrolled = 'linked' | 'unlinked';

/** Carries an enrolment's evidence, has the credential completed, and remembers by which identity the signer is known. */
export class CompleteEnrolment {
  constructor(
    private readonly carry: CarryEnrolment,
    private readonly signers: SignerStore,
    private readonly events: Events,
  ) {}

  /** @throws ServiceError evidence.invalid, enrolment.*, certificate.refused, … */
  async run(enrolmentId: string, answer: ProviderAnswer): Promise<Enrolled> {
    return this.link(enrolmentId, await this.carry.run(enrolmentId, answer));
  }

  /** The certificate exists by now. That its signer cannot be linked is a fact of its own, and no failed enrolment. */
  private async link(enrolmentId: string, { credentialId, signerId, issuer, subject }: Completed): Promise<Enrolled> {
    const event: IdentityEvent = {
      type: 'signer-linked',
      actor: { kind: 'signer', id: signerId },
      outcome: 'success',
      recipient: signerId,
      particulars: { enrolmentId, credentialId, issuer },
    };
    try {
      if (await this.signers.link(signerId, { issuer, subject }, event)) return 'linked';
      await this.events.record({ ...event, outcome: 'failure', cause: 'another signer of this subscriber is known by this identity' });
    } catch (error) {
      await this.events.record({ ...event, outcome: 'failure', cause: causeOf(error) }).catch(() => undefined);
    }
    return 'unlinked';
  }
}

interface Completed {
  readonly credentialId: string;
  readonly signerId: string;
  readonly issuer: string;
  readonly subject: string;
}
