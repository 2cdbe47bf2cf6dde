import { ServiceError } from '@paraph/contracts';
import { newId, type Clock } from '@paraph/kernel';
import { CertificateAuthority, type CertificateRequest, type RevocationReason } from '../src/domain/certificate-authority.js';
import type { Acceptance, Credential, Enrolment, Validity } from '../src/domain/credential.js';
import { SignatureModule, type ModuleState, type Suspension } from '../src/domain/signature-module.js';
import { Signers } from '../src/domain/signers.js';

type KeyState = 'open' | 'accepted' | 'bound' | 'suspended' | 'revoked' | 'destroyed';
type Act = 'open' | 'accept' | 'bind' | 'destroy' | 'decide' | 'suspend' | 'describe';

/** A SAM without cryptography: it keeps the state of each key, as the real one does, and fails where a test says so. */
export class FakeSignatureModule extends SignatureModule {
  readonly keys = new Map<string, KeyState>();
  readonly #enrolments = new Map<string, string>();
  /** Thrown before the act is done, once. */
  readonly before: Partial<Record<Act, Error>> = {};
  /** Thrown after the act was done, once: the answer is lost. */
  readonly after: Partial<Record<Act, Error>> = {};

  /** Changes that a signer approved, with the credential each is about. */
  readonly decisions = new Map<string, string>();
  destructions = 0;
  readonly suspensions: Suspension[] = [];

  /** Awaited before evidence is looked at. */
  hold: Promise<unknown> = Promise.resolve();

  constructor(private readonly clock: Clock) {
    super();
  }

  override openEnrolment({ credentialId }: Credential): Promise<Enrolment> {
    return this.#act('open', () => {
      const enrolmentId = newId('enr');
      this.keys.set(credentialId, 'open');
      this.#enrolments.set(enrolmentId, credentialId);
      return { enrolmentId, multisign: 400, expiresAt: new Date(this.clock.now().getTime() + 3_600_000) };
    });
  }

  override async accept(enrolmentId: string, idToken: string): Promise<Acceptance> {
    await this.hold;
    return this.#act('accept', () => {
      const credentialId = this.#enrolments.get(enrolmentId);
      if (credentialId === undefined) throw new ServiceError('enrolment.unknown', 'none');
      if (this.keys.get(credentialId) !== 'open') throw new ServiceError('enrolment.state', 'not open');
      if (idToken !== 'the token of alice') throw new ServiceError('evidence.invalid', 'not alice');
      this.keys.set(credentialId, 'accepted');
      return { csr: 'Y3Ny', issuer: 'https://idp.example', subject: 'alice' };
    });
  }

  override bind(credentialId: string): Promise<Validity> {
    return this.#act('bind', () => {
      const state = this.keys.get(credentialId);
      if (state !== 'accepted' && state !== 'bound') throw new ServiceError('enrolment.state', 'not accepted');
      this.keys.set(credentialId, 'bound');
      return { from: this.clock.now(), to: new Date(this.clock.now().getTime() + 730 * 86_400_000) };
    });
  }

  override destroyKey(credentialId: string): Promise<void> {
    return this.#act('destroy', () => {
      const state = this.keys.get(credentialId);
      if (state === 'bound' || state === 'suspended') throw new ServiceError('credential.state', 'bound');
      if (state !== undefined) this.keys.set(credentialId, 'destroyed');
    });
  }

  override destroyByDecision(credentialId: string, changeId: string): Promise<void> {
    return this.#act('decide', () => {
      const state = this.keys.get(credentialId);
      if (state === undefined) throw new ServiceError('credential.unknown', 'none');
      const decided = this.decisions.get(changeId);
      if (decided === undefined) throw new ServiceError('change.unknown', 'none');
      if (decided !== credentialId) throw new ServiceError('change.state', 'of another credential');
      this.destructions += state === 'destroyed' ? 0 : 1;
      this.keys.set(credentialId, 'destroyed');
    });
  }

  override suspend(credentialId: string, suspension: Suspension): Promise<void> {
    return this.#act('suspend', () => {
      const state = this.keys.get(credentialId);
      if (state === undefined) throw new ServiceError('credential.unknown', 'none');
      if (state !== 'bound' && state !== 'suspended') throw new ServiceError('credential.state', 'not bound');
      this.keys.set(credentialId, 'suspended');
      this.suspensions.push(suspension);
    });
  }

  override stateOf(credentialId: string): Promise<ModuleState> {
    return this.#act('describe', () => {
      const state = this.keys.get(credentialId);
      if (state === undefined || state === 'open') throw new ServiceError('credential.unknown', 'none');
      return state === 'bound' ? 'active' : state;
    });
  }

  async #act<T>(name: Act, act: () => T): Promise<T> {
    const { [name]: before } = this.before;
    delete this.before[name];
    if (before) throw before;
    const result = act();
    const { [name]: after } = this.after;
    delete this.after[name];
    if (after) throw after;
    return result;
  }
}

/** Issues the same certificate for the same request. */
export class FakeCertificateAuthority extends CertificateAuthority {
  readonly requests: CertificateRequest[] = [];
  failure: Error | undefined;
  readonly revocations: { readonly credentialId: string; readonly reason: RevocationReason }[] = [];
  /** While set, no revocation is taken. */
  revocationFailure: Error | undefined;

  override async request(request: CertificateRequest): Promise<readonly string[]> {
    if (this.failure) throw this.failure;
    this.requests.push(request);
    return [Buffer.from(`certificate for ${request.requestId}`).toString('base64'), 'aXNzdWVy'];
  }

  override async revoke(credentialId: string, reason: RevocationReason): Promise<'asked'> {
    if (this.revocationFailure) throw this.revocationFailure;
    this.revocations.push({ credentialId, reason });
    return 'asked';
  }
}

/** Everybody belongs to one subscriber, except strangers. */
export class FakeSigners extends Signers {
  readonly subscriberId = newId('sub');
  readonly strangers = new Set<string>();

  override async subscriberOf(signerId: string): Promise<string> {
    if (this.strangers.has(signerId)) throw new ServiceError('signer.unknown', 'none');
    return this.subscriberId;
  }
}
