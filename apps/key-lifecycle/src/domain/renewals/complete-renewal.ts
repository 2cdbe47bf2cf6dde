import { ServiceError } from '@paraph/contracts';
import { newId, sha256Hex } from '@paraph/kernel';
import type { CertificateAuthority } from '../certificate-authority.js';
import type { Credential } from '../credential.js';
import { Overtaken } from '../credential-store.js';
import { failureText } from '../lifecycle-events.js';
import { passingFailures } from '../passing-failures.js';
import type { SignatureModule } from '../signature-module.js';
import type { RenewalStores } from './renew-credential.js';
import { renewalFailed, renewed } from './renewal-events.js';
import type { Renewal } from './renewal.js';

/** Who holds the credential, by the provider's word. */
export interface CompletedRenewal {
  readonly credentialId: string;
  readonly signerId: string;
  readonly issuer: string;
  readonly subject: string;
  /** Accepted, and the sweep finishes what is left. */
  readonly isPending: boolean;
}

/**
 * Takes the signer's evidence to the next certificate. Whatever fails, the credential stays what it is: its key is never destroyed for a
 * renewal's sake.
 */
export class CompleteRenewal {
  constructor(
    private readonly stores: RenewalStores,
    private readonly authority: CertificateAuthority,
    private readonly sam: SignatureModule,
  ) {}

  /** Answers nothing if no renewal waits for this enrolment. @throws ServiceError as `completeEnrolment` */
  async run(enrolmentId: string, idToken: string): Promise<CompletedRenewal | undefined> {
    const renewal = await this.stores.renewals.find(enrolmentId);
    if (renewal === undefined) return undefined;
    const evidenceDigest = sha256Hex(idToken);
    // The same evidence once more, because the first answer was lost: the same answer.
    if (renewal.acceptance !== undefined && renewal.state !== 'failed' && renewal.completion?.evidenceDigest === evidenceDigest) return this.completed(renewal);
    if (renewal.state !== 'open' || renewal.completion !== undefined) throw new ServiceError('enrolment.state', 'the renewal was completed or has ended');

    let current = renewal;
    try {
      // 1. Evidence: from here on no other request completes this renewal.
      current = await this.stores.renewals.save({ ...current, completion: { evidenceDigest, requestId: newId('req') } });
      // 2. The SAM verifies it.
      const acceptance = await this.sam.accept(enrolmentId, idToken);
      current = await this.stores.renewals.save({ ...current, state: 'accepted', acceptance });
      // 3. Certificate, binding.
      return await this.completed(await this.finish(current));
    } catch (failure) {
      if (failure instanceof Overtaken) throw failure;
      if (mayPass(failure) && current.acceptance !== undefined) return this.completed((await this.stores.renewals.find(enrolmentId)) ?? current);
      await this.fail(enrolmentId, failure).catch(() => undefined);
      throw failure;
    }
  }

  /** Certificate, binding, done; each step may be repeated. @throws ServiceError, after a plain refusal nothing is bound */
  async finish(accepted: Renewal): Promise<Renewal> {
    const credential = await this.credentialOf(accepted);
    const { credentialId, policyId } = credential;
    const { completion, acceptance } = accepted;
    if (completion === undefined || acceptance === undefined) throw new Error('nobody has accepted this renewal');
    const certificates =
      accepted.certificates ?? (await this.authority.request({ requestId: completion.requestId, credentialId, policyId, csr: acceptance.csr }));
    const certified = accepted.state === 'certified' ? accepted : await this.stores.renewals.save({ ...accepted, state: 'certified', certificates });
    const { validity } = await this.sam.bind(credentialId, certificates[0] ?? '');
    await this.write({ ...credential, certificates, validity }, certified);
    return this.stores.renewals.save({ ...certified, state: 'done' });
  }

  /** Writes down why nothing comes of it. */
  async fail(enrolmentId: string, failure: unknown): Promise<void> {
    const left = await this.stores.renewals.find(enrolmentId);
    if (left === undefined || left.state === 'done' || left.state === 'failed') return;
    const text = failureText(failure);
    await this.stores.renewals.save({ ...left, state: 'failed', failure: text }, renewalFailed(left, text));
  }

  private async write(next: Credential, renewal: Renewal): Promise<void> {
    const present = await this.stores.credentials.find(next.credentialId);
    if (present?.certificates?.[0] === next.certificates?.[0]) return;
    await this.stores.credentials.save(next, renewed(next, renewal));
  }

  private async completed(renewal: Renewal): Promise<CompletedRenewal> {
    const { credentialId, signerId } = await this.credentialOf(renewal);
    const { issuer, subject } = renewal.acceptance ?? { issuer: '', subject: '' };
    return { credentialId, signerId, issuer, subject, isPending: renewal.state !== 'done' };
  }

  private async credentialOf({ credentialId }: Renewal): Promise<Credential> {
    const found = await this.stores.credentials.find(credentialId);
    if (found === undefined) throw new Error('a renewal of a credential that is not there');
    return found;
  }
}

/** Whether the same may end well a moment later. */
export function mayPass(failure: unknown): boolean {
  return failure instanceof Overtaken || !(failure instanceof ServiceError) || passingFailures.has(failure.code);
}
