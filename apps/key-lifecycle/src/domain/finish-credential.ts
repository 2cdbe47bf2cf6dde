import { ServiceError, type ErrorCode } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import { isOfOneSession, isUnclaimed, move, type Credential } from './credential.js';
import type { CertificateAuthority } from './certificate-authority.js';
import { noted, type CredentialStore } from './credential-store.js';
import { activated } from './lifecycle-events.js';
import type { RefreshCredential } from './refresh-credential.js';
import type { SignatureModule } from './signature-module.js';

/** The SAM's plain no to a binding. After anything else it may have bound the certificate. */
const refusals: ReadonlySet<ErrorCode> = new Set([
  'credential.certificate_mismatch',
  'enrolment.unknown',
  'enrolment.state',
  'session.over',
  'record.tampered',
]);

/** The binding did not come about for certain, and may have: the credential must be finished, not ended. */
export class BindingUnknown extends Error {
  override readonly name = 'BindingUnknown';

  constructor(override readonly cause: unknown) {
    super('it is not known whether the certificate was bound');
  }
}

/** The authority has the request and takes its time, or does not answer: the credential stays as it is, and is asked for again. */
export class CertificatePending extends Error {
  override readonly name = 'CertificatePending';

  constructor(
    readonly credential: Credential,
    override readonly cause: ServiceError,
  ) {
    super('the certificate is on its way');
  }
}

const pendingCodes: ReadonlySet<ErrorCode> = new Set(['certificate.pending', 'authority.unavailable']);

/** How long a held credential waits for its claim. Milliseconds. */
const CLAIMABLE_MS = 60 * 60_000;

/**
 * Takes a credential whose signer was accepted to its end: certificate, binding, active. Each step may be repeated. A held one gets its
 * certificate and waits.
 */
export class FinishCredential {
  constructor(
    private readonly store: CredentialStore,
    private readonly authority: CertificateAuthority,
    private readonly sam: SignatureModule,
    private readonly refresh: RefreshCredential,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws BindingUnknown
   * @throws CertificatePending, never for a held one or one of a session: their clients wait here and now
   * @throws ServiceError `certificate.refused`, `credential.certificate_mismatch`, …, after which nothing is bound
   */
  async run(accepted: Credential): Promise<Credential> {
    const certified = accepted.state === 'keyed' ? await this.certify(accepted) : accepted;
    // What the SAM has not bound signs nothing, and its key may be destroyed on this service's word.
    if (isUnclaimed(certified)) return certified;
    const active = move(certified, { to: 'active', by: 'signer' }, await this.bind(certified));
    try {
      // The SAM ended the key that this one replaces: its record follows first, so that whoever repeats this finds it.
      if (active.replaces !== undefined) await this.refresh.run(active.replaces).catch(unlessUnknown);
      return await this.store.save(active, activated(active));
    } catch (cause) {
      throw new BindingUnknown(cause);
    }
  }

  private async certify(accepted: Credential): Promise<Credential> {
    const { credentialId, policyId, completion, acceptance } = accepted;
    if (completion === undefined || acceptance === undefined) throw new Error('nobody has accepted this credential');
    const certificates = await this.authority
      .request({ requestId: completion.requestId, credentialId, policyId, csr: acceptance.csr })
      .catch((failure: unknown) => this.await(accepted, failure));
    const waits = isUnclaimed(accepted) ? { claimableUntil: new Date(this.clock.now().getTime() + CLAIMABLE_MS) } : {};
    return noted(this.store, move(accepted, { to: 'certified', by: 'signer' }, { certificates, ...waits }));
  }

  /** Writes down since when the authority has it. Whoever waits for a held one, or for the one of a session, waits here and now. */
  private async await(accepted: Credential, failure: unknown): Promise<never> {
    const mayTakeItsTime = !isUnclaimed(accepted) && !isOfOneSession(accepted);
    if (!(failure instanceof ServiceError) || !pendingCodes.has(failure.code) || !mayTakeItsTime) throw failure;
    const { pendingSince } = accepted;
    throw new CertificatePending(pendingSince === undefined ? await this.store.save({ ...accepted, pendingSince: this.clock.now() }) : accepted, failure);
  }

  private async bind({ credentialId, certificates }: Credential): ReturnType<SignatureModule['bind']> {
    const [certificate] = certificates ?? [];
    if (certificate === undefined) throw new Error('a certified credential without a certificate');
    try {
      return await this.sam.bind(credentialId, certificate);
    } catch (failure) {
      throw failure instanceof ServiceError && refusals.has(failure.code) ? failure : new BindingUnknown(failure);
    }
  }
}

/** One that is destroyed already is described to nobody. */
function unlessUnknown(failure: unknown): void {
  if (!(failure instanceof ServiceError) || failure.code !== 'credential.unknown') throw failure;
}
