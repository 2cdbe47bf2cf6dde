import { ServiceError } from '@paraph/contracts';
import { newId, sha256Hex } from '@paraph/kernel';
import { isUnclaimed, type Credential } from './credential.js';
import { noted, Overtaken, type CredentialStore } from './credential-store.js';
import type { EndCredential } from './end-credential.js';
import { BindingUnknown, CertificatePending, type FinishCredential } from './finish-credential.js';
import type { SignatureModule } from './signature-module.js';

/** Who holds the credential now, by the provider's word. */
export interface CompletedEnrolment {
  readonly credentialId: string;
  readonly signerId: string;
  readonly issuer: string;
  readonly subject: string;
  /** Whether the authority takes its time: the sweep finishes what is left. */
  readonly isPending: boolean;
  /** Of a one-session credential: the activation that the same evidence completed. */
  readonly activationId?: string;
}

/**
 * Takes the signer's evidence to an active credential, to one that is held until its claim, or to one whose authority takes its time. It
 * completes or leaves nothing usable: after any failure the key is destroyed, now or, if this process ends in between, by the sweep.
 */
export class CompleteEnrolment {
  constructor(
    private readonly store: CredentialStore,
    private readonly sam: SignatureModule,
    private readonly finish: FinishCredential,
    private readonly end: EndCredential,
  ) {}

  /**
   * @throws ServiceError `enrolment.unknown`, `enrolment.state`, `enrolment.expired`, `evidence.missing`, `evidence.invalid`, `certificate.refused`,
   * `certificate.pending` and `authority.unavailable` for a held one,
   * `credential.certificate_mismatch`, `hsm.unavailable`, `hsm.refused`, `record.tampered`
   */
  async run(enrolmentId: string, idToken: string): Promise<CompletedEnrolment> {
    const credential = await this.store.findByEnrolment(enrolmentId);
    if (credential === undefined) throw new ServiceError('enrolment.unknown', 'no credential waits for this enrolment');
    const evidenceDigest = sha256Hex(idToken);

    // The same evidence once more, because the first answer was lost: the same answer. It says nothing its bearer does not know.
    const isDone = credential.state === 'active' || isPending(credential) || (credential.state === 'certified' && isUnclaimed(credential));
    if (isDone && credential.completion?.evidenceDigest === evidenceDigest) return completed(credential);
    if (credential.state !== 'keyed' || credential.completion !== undefined)
      throw new ServiceError('enrolment.state', 'the enrolment was completed or has ended');

    return completed(await this.complete(credential, { enrolmentId, idToken, evidenceDigest }));
  }

  private async complete(credential: Credential, evidence: { enrolmentId: string; idToken: string; evidenceDigest: string }): Promise<Credential> {
    let current = credential;
    try {
      // 1. Evidence: from here on no other request completes this enrolment.
      const { enrolmentId, idToken, evidenceDigest } = evidence;
      current = await this.store.save({ ...current, completion: { evidenceDigest, requestId: newId('req') } });

      // 2. CSR: the SAM verifies the evidence and answers the request its key signed.
      const acceptance = await this.sam.accept(enrolmentId, idToken);
      current = await noted(this.store, { ...current, acceptance });

      // 3. Certificate, binding, active.
      return await this.finish.run(current);
    } catch (failure) {
      if (failure instanceof CertificatePending) return failure.credential;
      // If this fails too, the sweep finds what the steps wrote down.
      await this.compensate(current.credentialId, failure).catch(() => undefined);
      throw failure instanceof BindingUnknown ? failure.cause : failure;
    }
  }

  private async compensate(credentialId: string, failure: unknown): Promise<void> {
    // Whoever overtook this request goes on; a binding that may exist is finished by the sweep.
    if (failure instanceof Overtaken || failure instanceof BindingUnknown) return;
    const left = await this.store.find(credentialId);
    if (left === undefined) return;
    await this.end.destroy(await this.end.mark(left, failure));
  }
}

function isPending({ state, pendingSince }: Credential): boolean {
  return state === 'keyed' && pendingSince !== undefined;
}

function completed(credential: Credential): CompletedEnrolment {
  const { credentialId, signerId, acceptance, activationId } = credential;
  if (acceptance === undefined) throw new Error('an active credential nobody accepted');
  const { issuer, subject } = acceptance;
  return { credentialId, signerId, issuer, subject, isPending: isPending(credential), ...(activationId !== undefined && { activationId }) };
}
