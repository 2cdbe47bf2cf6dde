import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import { Overtaken } from '../credential-store.js';
import type { Swept } from '../sweep.js';
import { mayPass, type CompleteRenewal } from './complete-renewal.js';
import type { RenewalStores } from './renew-credential.js';
import type { Renewal } from './renewal.js';

/** Longer than any request works on a renewal. Milliseconds. */
const LEFT_BEHIND_MS = 60_000;

/** Finishes or gives up what a crash, a lost answer or an absent signer left half done. */
export class SweepRenewals {
  constructor(
    private readonly stores: RenewalStores,
    private readonly completion: CompleteRenewal,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<readonly Swept[]> {
    const swept: Swept[] = [];
    for (const left of await this.stores.renewals.leftBehind(new Date(this.clock.now().getTime() - LEFT_BEHIND_MS))) {
      const result = await this.take(left);
      if (result) swept.push(result);
    }
    return swept;
  }

  private async take(left: Renewal): Promise<Swept | undefined> {
    const { credentialId, enrolmentId } = left;
    try {
      // Writing it unchanged makes it ours for as long as nobody may call it left behind again.
      const renewal = await this.stores.renewals.save(left);
      if (renewal.acceptance === undefined) throw new ServiceError('enrolment.expired', 'the signer did not complete the renewal in time');
      await this.completion.finish(renewal);
      return { credentialId, outcome: 'finished' };
    } catch (failure) {
      if (failure instanceof Overtaken) return undefined;
      if (mayPass(failure) && this.clock.now() < left.expiresAt) return { credentialId, outcome: 'waiting', failure };
      await this.completion.fail(enrolmentId, failure);
      return { credentialId, outcome: 'ended' };
    }
  }
}
