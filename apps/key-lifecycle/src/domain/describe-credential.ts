import { ServiceError, type CredentialDescription } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { CredentialStore } from './credential-store.js';
import { described, hasCertificateLeft, isDescribable, isShownTo } from './description.js';

/** For whom a credential is looked up. */
export interface Onlooker {
  readonly subscriberId: string;
  readonly signerId?: string | undefined;
  readonly clientId?: string | undefined;
}

/** One credential, for those it belongs to. */
export class DescribeCredential {
  constructor(
    private readonly store: CredentialStore,
    private readonly clock: Clock,
  ) {}

  /** @throws ServiceError `credential.unknown`, the same for one that is not there, not finished, or somebody else's */
  async run(credentialId: string, { subscriberId, signerId, clientId }: Onlooker): Promise<CredentialDescription> {
    const found = await this.store.find(credentialId);
    const now = this.clock.now();
    const isTheirs = found?.subscriberId === subscriberId && (signerId === undefined || found.signerId === signerId) && isShownTo(found, clientId);
    if (found === undefined || !isTheirs || !(isDescribable(found) || hasCertificateLeft(found, now)))
      throw new ServiceError('credential.unknown', 'no credential has this identifier');
    return described(found, now);
  }
}
