import { ServiceError } from '@paraph/contracts';
import { newId, type Clock } from '@paraph/kernel';
import { CertificateAuthority, type CertificateRequest, type RevocationReason } from '../src/domain/certificate-authority.js';
import type { Acceptance, Credential, Enrolment, OpenedEnrolment } from '../src/domain/credential.js';
import { SignatureModule, type Bound, type ModuleState, type SessionOrder, type Suspension } from '../src/domain/signature-module.js';
import { Signers } from '../src/domain/signers.js';

type KeyState = 'open' | 'accepted' | 'bound' | 'suspended' | 'revoked' | 'destroyed';
type Act = 'open' | 'accept' | 'bind' | 'destroy' | 'decide' | 'suspend' | 'describe';

/** A SAM without cryptography: it keeps the state of each key, as the real one does, and fails where a test says so. */
export class FakeSignatureModule extends SignatureModule {
  readonly keys = new Map<string, KeyState>();
  readonly #enrolments = new Map<string, string>();
  readonly #renewals = new Map<string, 'open' | 'accepted'>();
  /** New credentials, with those whose place they take. */
  readonly replaces = new Map<string, string>();
  /** Thrown before the act is done, once. */
  readonly before: Partial<Record<Act, Error>> = {};
  /** Thrown after the act was done, once: the answer is lost. */
  readonly after: Partial<Record<Act, Error>> = {};

  /** What the one-session credentials are for. */
  readonly sessions = new Map<string, SessionOrder>();
  /** Changes that a signer approved, with the credential each is about. */
  readonly decisions = new Map<string, string>();
  destructions = 0;
  readonly suspensions: Suspension[] = [];

  /** Credentials whose records somebody changed in the SAM's database. */
  readonly tampered = new Set<string>();

  /** Awaited before evidence is looked at. */
  hold: Promise<unknown> = Promise.resolve();

  constructor(private readonly clock: Clock) {
    super();
  }

  override openEnrolment({ credentialId, replaces }: Credential, session?: SessionOrder): Promise<OpenedEnrolment> {
    return this.#act('open', () => {
      if (replaces !== undefined) this.replaces.set(credentialId, replaces);
      if (session !== undefined) this.sessions.set(credentialId, session);
      const enrolmentId = newId('enr');
      this.keys.set(credentialId, 'open');
      this.#enrolments.set(enrolmentId, credentialId);
      const expiresAt = new Date(this.clock.now().getTime() + 3_600_000);
      return { enrolment: { enrolmentId, multisign: 400, expiresAt }, statement: `statement of ${enrolmentId}` };
    });
  }

  override openRenewal({ credentialId }: Credential): Promise<Enrolment> {
    return this.#act('open', () => {
      if (this.keys.get(credentialId) !== 'bound') throw new ServiceError('credential.state', 'not active');
      const enrolmentId = newId('enr');
      this.#enrolments.set(enrolmentId, credentialId);
      this.#renewals.set(enrolmentId, 'open');
      return { enrolmentId, multisign: 400, expiresAt: new Date(this.clock.now().getTime() + 3_600_000) };
    });
  }

  override async accept(enrolmentId: string, idToken: string): Promise<Acceptance> {
    await this.hold;
    return this.#act('accept', () => {
      const credentialId = this.#enrolments.get(enrolmentId);
      if (credentialId === undefined) throw new ServiceError('enrolment.unknown', 'none');
      const renewal = this.#renewals.get(enrolmentId);
      if (renewal !== undefined && idToken === 'the token of alice') {
        if (renewal !== 'open') throw new ServiceError('enrolment.state', 'not open');
        this.#renewals.set(enrolmentId, 'accepted');
        return { csr: 'Y3Ny', issuer: 'https://idp.example', subject: 'alice' };
      }
      if (renewal === undefined && this.keys.get(credentialId) !== 'open') throw new ServiceError('enrolment.state', 'not open');
      if (idToken !== 'the token of alice') throw new ServiceError('evidence.invalid', 'not alice');
      this.keys.set(credentialId, 'accepted');
      return { csr: 'Y3Ny', issuer: 'https://idp.example', subject: 'alice' };
    });
  }

  override bind(credentialId: string): Promise<Bound> {
    return this.#act('bind', () => {
      const replaced = this.replaces.get(credentialId);
      if (replaced !== undefined) this.keys.set(replaced, 'destroyed');
      const state = this.keys.get(credentialId);
      if (state !== 'accepted' && state !== 'bound') throw new ServiceError('enrolment.state', 'not accepted');
      this.keys.set(credentialId, 'bound');
      const lasts = this.sessions.has(credentialId) ? 30 * 60_000 : 730 * 86_400_000;
      const validity = { from: this.clock.now(), to: new Date(this.clock.now().getTime() + lasts) };
      return { validity, ...(this.sessions.has(credentialId) && { activationId: `act${credentialId.slice('cred'.length)}` }) };
    });
  }

  override destroyKey(credentialId: string): Promise<void> {
    return this.#act('destroy', () => {
      const state = this.keys.get(credentialId);
      const canSign = state === 'bound' || state === 'suspended';
      if (canSign && !this.sessions.has(credentialId)) throw new ServiceError('credential.state', 'bound');
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
      if (this.tampered.has(credentialId)) throw new ServiceError('record.tampered', 'changed behind its back');
      const state = this.keys.get(credentialId);
      if (state === undefined || state === 'open') throw new ServiceError('credential.unknown', 'none');
      return state === 'bound' ? 'active' : state;
    });
  }

  override async statesOf(credentialIds: readonly string[]): Promise<ReadonlyMap<string, ModuleState>> {
    const states = await Promise.all(credentialIds.map(async (credentialId) => [credentialId, await this.stateOf(credentialId)] as const));
    return new Map(states);
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
