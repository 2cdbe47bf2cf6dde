import { ServiceError, type CredentialDescription } from '@paraph/contracts';
import type { CreationBearer, DeletionBearer } from './bearer.js';
import type { CredentialDirectory } from './credential-directory.js';
import type { CredentialKeeper, HeldCredential } from './credential-keeper.js';

/** CSC 2.2 `credentials/create` and `credentials/delete` (11.4, 11.5): what the signer decided at the authorisation server takes effect. */
export class KeepCredentials {
  constructor(
    private readonly keeper: CredentialKeeper,
    private readonly directory: Pick<CredentialDirectory, 'forget'>,
  ) {}

  /** @throws ServiceError `credential.unknown`, `credential.state` */
  async create(bearer: CreationBearer): Promise<CredentialDescription> {
    const claimed = await this.keeper.claim(held(bearer));
    this.directory.forget(bearer.credentialId);
    return claimed;
  }

  /** @throws ServiceError `credential.unknown` also for one that the token is not for, and what key-lifecycle refuses with */
  async delete(bearer: DeletionBearer, credentialId: string): Promise<void> {
    if (bearer.credentialId !== credentialId) throw new ServiceError('credential.unknown', 'the token is for another credential');
    await this.keeper.delete(held(bearer), bearer.changeId);
    this.directory.forget(credentialId);
  }
}

function held({ credentialId, subscriberId, signerId }: CreationBearer | DeletionBearer): HeldCredential {
  if (signerId === undefined) throw new ServiceError('credential.unknown', 'no signer stands behind the token');
  return { credentialId, subscriberId, signerId };
}
