import { ServiceError, type renewCredential, type RequestOf } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { CreateCredential } from '../create-credential.js';
import { isOfOneSession, shownState, type Credential, type Enrolment } from '../credential.js';
import type { CredentialStore } from '../credential-store.js';
import type { SignatureModule } from '../signature-module.js';
import { renewalRequested } from './renewal-events.js';
import type { RenewalStore } from './renewal-store.js';
import type { Renewal } from './renewal.js';

/** What is asked for. */
export type RenewalRequest = RequestOf<typeof renewCredential>;

/** Where renewals and credentials are kept. */
export class RenewalStores {
  constructor(
    readonly credentials: CredentialStore,
    readonly renewals: RenewalStore,
  ) {}
}

/** Opens the enrolment by which a credential goes on: with its key, or with a new one in the place of the old. */
export class RenewCredential {
  constructor(
    private readonly stores: RenewalStores,
    private readonly sam: SignatureModule,
    private readonly create: CreateCredential,
    private readonly clock: Clock,
  ) {}

  /** @throws ServiceError `credential.unknown`, also for somebody else's; `credential.state`; and what the SAM refuses it with */
  async run({
    credentialId,
    kind,
    signerId,
    algorithm,
  }: RenewalRequest): Promise<{ credentialId: string; enrolment: Pick<Enrolment, 'enrolmentId' | 'expiresAt'> }> {
    if (algorithm !== undefined && kind !== 'rekey') throw new ServiceError('request.invalid', 'algorithm: only a rekey makes another key');
    const credential = await this.stores.credentials.find(credentialId);
    const isTheirs = credential !== undefined && (signerId === undefined || credential.signerId === signerId);
    if (!isTheirs || isOfOneSession(credential)) throw new ServiceError('credential.unknown', 'no credential has this identifier');
    const state = shownState(credential, this.clock.now());
    if (state !== 'active') throw new ServiceError('credential.state', `a credential that is ${state} is not renewed`);
    return kind === 'rekey' ? this.create.run(successorOf(credential, algorithm)) : this.open(credential, kind, signerId !== undefined);
  }

  private async open(credential: Credential, kind: Renewal['kind'], isSigners: boolean): Promise<{ credentialId: string; enrolment: Enrolment }> {
    const { credentialId } = credential;
    const enrolment = await this.sam.openRenewal(credential, kind);
    const { enrolmentId, expiresAt } = enrolment;
    const renewal: Renewal = { enrolmentId, credentialId, kind, state: 'open', version: 1, createdAt: this.clock.now(), expiresAt };
    await this.stores.renewals.add(renewal, renewalRequested(credential, renewal, isSigners));
    return { credentialId, enrolment };
  }
}

/** A credential like this one, with a key of its own. */
function successorOf(credential: Credential, algorithm = credential.algorithm): Parameters<CreateCredential['run']>[0] {
  const { credentialId: replaces, signerId, policyId, provider, description, orderingClientId, containerId } = credential;
  const ordering = { ...(orderingClientId !== undefined && { orderingClientId }), ...(containerId !== undefined && { containerId }) };
  return { signerId, algorithm, policyId, provider, description, replaces, ...ordering };
}
