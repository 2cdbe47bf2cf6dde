import { ServiceError } from '@paraph/contracts';
import type { Authorisation } from '../authorisations/authorisation.js';
import type { ProviderAnswer } from '../carried/provider-answer.js';
import type { RedeemEvidence } from '../carried/redeem-evidence.js';
import { type ClientStore } from '../ports/client-store.js';
import { type Events } from '../ports/events.js';
import { type KeyLifecycle } from '../ports/key-lifecycle.js';
import { type SignerStore } from '../ports/signer-store.js';

/** An authorisation whose credential was prepared. */
export type PreparedCreation = Authorisation & { readonly enrolmentId: string };

/** Has the credential that an authorisation prepared certified. It stays held: only its client's claim puts it into the signer's hands. */
export class CompleteCreation {
  constructor(
    private readonly redeem: RedeemEvidence,
    private readonly keyLifecycle: KeyLifecycle,
    private readonly clients: ClientStore,
    private readonly signers: SignerStore,
    private readonly events: Events,
  ) {}

  /** @throws ServiceError evidence.invalid, enrolment.*, certificate.refused, … */
  async run(creation: PreparedCreation, answer: ProviderAnswer): Promise<{ readonly signerId: string; readonly credentialId: string }> {
    const { enrolmentId } = creation;
    try {
      const idToken = await this.redeem.run(enrolmentId, answer);
      const { credentialId, signerId, ...identity } = await this.keyLifecycle.completeEnrolment({ enrolmentId, idToken });
      await this.requireSamePerson(creation, { credentialId, signerId, ...identity });
      return { credentialId, signerId };
    } catch (error) {
      const cause = error instanceof ServiceError ? `${error.code}: ${error.detail}` : 'unexpected error';
      await this.events.record({
        type: 'enrolment-failed',
        actor: { kind: 'system', id: 'identity' },
        outcome: 'failure',
        requester: creation.clientId,
        cause,
        particulars: { enrolmentId },
      });
      throw error;
    }
  }

  /**
   * An enrolment that an operator opened tells by which identity a signer is known; here the signer is known already, by a login. Evidence of
   * somebody else’s account must not put a certificate with that name into this signer’s hands, nor let that account in as this signer.
   */
  private async requireSamePerson({ clientId, ...prepared }: PreparedCreation, completed: CompletedEnrolment): Promise<void> {
    const { issuer, subject, signerId, credentialId } = completed;
    const client = await this.clients.find(clientId);
    const known = client && (await this.signers.linkedTo(client.subscriberId, { issuer, subject }));
    const isSame = known?.id === signerId && signerId === prepared.signerId && credentialId === prepared.credentialId;
    if (!isSame) throw new ServiceError('evidence.invalid', 'the evidence names another person than the one who signed in');
  }
}

interface CompletedEnrolment {
  readonly credentialId: string;
  readonly signerId: string;
  readonly issuer: string;
  readonly subject: string;
}
