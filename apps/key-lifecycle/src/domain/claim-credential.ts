import { ServiceError, type CredentialDescription, type ErrorCode } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import { isUnclaimed, type Credential } from './credential.js';
import { Overtaken, type CredentialStore, type Holder } from './credential-store.js';
import { described } from './description.js';
import type { EndCredential } from './end-credential.js';
import { BindingUnknown, type FinishCredential } from './finish-credential.js';
import { claimed } from './lifecycle-events.js';

/** What the SAM says of a binding, in the words of a claim. */
const inWordsOfClaim: Partial<Record<ErrorCode, ErrorCode>> = {
  'enrolment.unknown': 'credential.state',
  'enrolment.state': 'credential.state',
  'credential.certificate_mismatch': 'credential.state',
};

/** Puts a held credential into its signer's hands: from here on the SAM has it bound, it is listed, and it signs. */
export class ClaimCredential {
  constructor(
    private readonly store: CredentialStore,
    private readonly finish: FinishCredential,
    private readonly end: EndCredential,
    private readonly clock: Clock,
  ) {}

  /** @throws ServiceError `credential.unknown`, also for somebody else's; `credential.state` where there is nothing to claim (any more); `hsm.unavailable`, … */
  async run(credentialId: string, { subscriberId, signerId }: Holder): Promise<CredentialDescription> {
    const found = await this.store.find(credentialId);
    if (found?.subscriberId !== subscriberId || found.signerId !== signerId) throw new ServiceError('credential.unknown', 'no credential has this identifier');
    const { state, claimableUntil } = found;
    const isClaimable = state === 'certified' && isUnclaimed(found) && claimableUntil !== undefined && claimableUntil > this.clock.now();
    if (!isClaimable) throw new ServiceError('credential.state', 'the credential does not wait to be claimed');
    // Written down first: of two claims, one is too late; what then fails in between, the sweep finishes.
    const mine = { ...found, claimedAt: this.clock.now() };
    return described(await this.bind(await this.store.save(mine, claimed(mine)).catch(overtaken)), this.clock.now());
  }

  private async bind(credential: Credential): Promise<Credential> {
    try {
      return await this.finish.run(credential);
    } catch (failure) {
      if (failure instanceof BindingUnknown) throw failure.cause;
      // A plain refusal: what cannot be bound is destroyed, now or by the sweep.
      await this.abandon(credential.credentialId, failure).catch(() => undefined);
      const code = failure instanceof ServiceError ? inWordsOfClaim[failure.code] : undefined;
      throw code === undefined ? failure : new ServiceError(code, 'the credential could not be bound', { cause: failure });
    }
  }

  private async abandon(credentialId: string, failure: unknown): Promise<void> {
    const left = await this.store.find(credentialId);
    if (left !== undefined) await this.end.destroy(await this.end.mark(left, failure));
  }
}

function overtaken(failure: unknown): never {
  throw failure instanceof Overtaken ? new ServiceError('credential.state', 'somebody else claimed it at this moment') : failure;
}
