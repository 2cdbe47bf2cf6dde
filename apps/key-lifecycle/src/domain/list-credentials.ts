import type { CredentialDescription } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import { isUsable } from './credential.js';
import type { CredentialStore, Holder } from './credential-store.js';
import { described, isShownTo } from './description.js';

/** Whose credentials are listed, and for which client. */
export interface Listing extends Holder {
  readonly clientId?: string | undefined;
}

/** The credentials of one signer with one subscriber: usable ones first, since some clients take the first blindly. */
export class ListCredentials {
  constructor(
    private readonly store: CredentialStore,
    private readonly clock: Clock,
  ) {}

  async run({ clientId, ...holder }: Listing, onlyValid: boolean): Promise<readonly CredentialDescription[]> {
    const now = this.clock.now();
    const all = (await this.store.certifiedOf(holder)).filter((one) => isShownTo(one, clientId));
    const usable = all.filter((one) => isUsable(one, now));
    const others = onlyValid ? [] : all.filter((one) => !isUsable(one, now));
    return [...usable, ...others].map((one) => described(one, now));
  }
}
