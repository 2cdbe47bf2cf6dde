import type { CredentialDescription } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import { isUsable } from './credential.js';
import type { CredentialStore, Holder } from './credential-store.js';
import { described } from './description.js';

/** The credentials of one signer with one subscriber: usable ones first, since some clients take the first blindly. */
export class ListCredentials {
  constructor(
    private readonly store: CredentialStore,
    private readonly clock: Clock,
  ) {}

  async run(holder: Holder, onlyValid: boolean): Promise<readonly CredentialDescription[]> {
    const now = this.clock.now();
    const all = await this.store.certifiedOf(holder);
    const usable = all.filter((one) => isUsable(one, now));
    const others = onlyValid ? [] : all.filter((one) => !isUsable(one, now));
    return [...usable, ...others].map((one) => described(one, now));
  }
}
