import { newId } from '@paraph/kernel';
import { FakeClock } from '@paraph/testing';
import { AskRevocation } from '../src/domain/ask-revocation.js';
import { ClaimCredential } from '../src/domain/claim-credential.js';
import { CompleteEnrolment } from '../src/domain/complete-enrolment.js';
import { CreateCredential, type CredentialRequest } from '../src/domain/create-credential.js';
import type { Credential } from '../src/domain/credential.js';
import { DeleteCredential } from '../src/domain/delete-credential.js';
import { EndCredential } from '../src/domain/end-credential.js';
import { EndSession } from '../src/domain/end-session.js';
import { FinishCredential } from '../src/domain/finish-credential.js';
import { FollowSessions } from '../src/domain/follow-sessions.js';
import { RefreshCredential } from '../src/domain/refresh-credential.js';
import { ReportRevocation } from '../src/domain/report-revocation.js';
import { SuspendCredential } from '../src/domain/suspend-credential.js';
import { Sweep } from '../src/domain/sweep.js';
import { CompleteRenewal } from '../src/domain/renewals/complete-renewal.js';
import { Completions } from '../src/domain/renewals/completions.js';
import { RenewalStores, RenewCredential } from '../src/domain/renewals/renew-credential.js';
import { SweepRenewals } from '../src/domain/renewals/sweep-renewals.js';
import { MemoryRenewalStore } from './memory-renewal-store.js';
import { MemoryCredentialRegister } from './memory-credential-register.js';
import { MemoryCredentialStore } from './memory-credential-store.js';
import { FakeCertificateAuthority, FakeSignatureModule, FakeSigners } from './neighbours.js';

export const evidence = 'the token of alice';

/** The whole life of a credential, over fakes. */
export class Lifecycle {
  readonly clock = new FakeClock();
  readonly store = new MemoryCredentialStore(this.clock);
  readonly sam = new FakeSignatureModule(this.clock);
  readonly authority = new FakeCertificateAuthority();
  readonly signers = new FakeSigners();
  readonly revocation = new AskRevocation(this.store, this.authority, this.clock);
  readonly #end = new EndCredential(this.store, this.sam, this.revocation);
  readonly refresh = new RefreshCredential(this.store, this.sam, this.revocation);
  readonly #finish = new FinishCredential(this.store, this.authority, this.sam, this.refresh, this.clock);
  readonly create = new CreateCredential(this.store, this.signers, this.sam, this.#end, this.clock);
  readonly complete = new CompleteEnrolment(this.store, this.sam, this.#finish, this.#end);
  readonly suspend = new SuspendCredential(this.store, this.sam);
  readonly report = new ReportRevocation(this.store, this.suspend);
  readonly endSession = new EndSession(this.store, this.#end, this.sam, this.refresh);
  readonly register = new MemoryCredentialRegister(this.store);
  readonly follow = new FollowSessions(this.store, this.register, this.sam, this.refresh, this.clock);
  readonly claim = new ClaimCredential(this.store, this.#finish, this.#end, this.clock);
  readonly delete = new DeleteCredential(this.store, this.sam, this.revocation);
  readonly sweep = new Sweep(this.store, this.#finish, this.#end, this.delete, this.clock);

  readonly renewals = new MemoryRenewalStore(this.clock);
  readonly #stores = new RenewalStores(this.store, this.renewals);
  readonly renew = new RenewCredential(this.#stores, this.sam, this.create, this.clock);
  readonly completeRenewal = new CompleteRenewal(this.#stores, this.authority, this.sam);
  readonly completions = new Completions(this.complete, this.completeRenewal);
  readonly sweepRenewals = new SweepRenewals(this.#stores, this.completeRenewal, this.clock);

  /** A credential that waits for its signer. */
  async keyed(): Promise<{ credentialId: string; enrolmentId: string }> {
    const { credentialId, enrolment } = await this.create.run(aRequest());
    return { credentialId, enrolmentId: enrolment.enrolmentId };
  }

  /** A credential that its signer had made, certified, and that nobody has claimed yet. */
  async held(): Promise<Credential> {
    const { enrolment } = await this.create.run({ ...aRequest(), isHeld: true });
    await this.complete.run(enrolment.enrolmentId, evidence);
    return this.only();
  }

  /** A credential that signs. */
  async active(): Promise<string> {
    const { credentialId, enrolmentId } = await this.keyed();
    await this.complete.run(enrolmentId, evidence);
    return credentialId;
  }

  /** The one credential there is. */
  only(): Credential {
    const [credential, ...others] = this.store.all();
    if (credential === undefined || others.length > 0) throw new Error('expected exactly one credential');
    return credential;
  }

  /** States of record and key side by side, and the events so far. */
  picture(): { state: string; key: string | undefined; events: string[] } {
    const { state, credentialId } = this.only();
    return { state, key: this.sam.keys.get(credentialId), events: this.store.events.map(({ type }) => type) };
  }
}

/** What an operator asks for. */
export function aRequest(): CredentialRequest {
  return { signerId: newId('sgn'), algorithm: 'p256', policyId: 'sandbox', provider: 'https://idp.example', description: 'Alice' };
}
