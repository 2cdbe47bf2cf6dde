import { ServiceError } from '@paraph/contracts';
import type { RedeemEvidence } from '../carried/redeem-evidence.js';
import type { ProviderAnswer } from '../authorisations/complete-activation.js';
import { type Events } from '../ports/events.js';
import { type KeyLifecycle } from '../ports/key-lifecycle.js';
import { type SignerStore } from '../ports/signer-store.js';

/** Carries an enrolment's evidence, has the credential completed, and remembers by which identity the signer is known. */
export class CompleteEnrolment {
  constructor(
    private readonly redeem: RedeemEvidence,
    private readonly keyLifecycle: KeyLifecycle,
    private readonly signers: SignerStore,
    private readonly events: Events,
  ) {}

  /** @throws ServiceError evidence.invalid, enrolment.*, certificate.refused, … */
  async run(enrolmentId: string, answer: ProviderAnswer): Promise<void> {
    try {
      const { credentialId, signerId, issuer, subject } = await this.complete(enrolmentId, answer);
      await this.signers.link(
        signerId,
        { issuer, subject },
        {
          type: 'signer-linked',
          actor: { kind: 'signer', id: signerId },
          outcome: 'success',
          recipient: signerId,
          particulars: { enrolmentId, credentialId, issuer },
        },
      );
    } catch (error) {
      await this.events.record({
        type: 'enrolment-failed',
        actor: { kind: 'system', id: 'identity' },
        outcome: 'failure',
        cause: error instanceof ServiceError ? `${error.code}: ${error.detail}` : 'unexpected error',
        particulars: { enrolmentId },
      });
      throw error;
    }
  }

  private async complete(enrolmentId: string, answer: ProviderAnswer) {
    if (answer.code === undefined) throw new ServiceError('evidence.invalid', 'the identity provider gave no evidence');
    const idToken = await this.redeem.run(enrolmentId, answer.code);
    return this.keyLifecycle.completeEnrolment({ enrolmentId, idToken });
  }
}
