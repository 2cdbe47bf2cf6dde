import { claimCredential, deleteCredential, type CredentialDescription } from '@paraph/contracts';
import type { Bus } from '@paraph/platform';
import { CredentialKeeper, type HeldCredential } from '../domain/credential-keeper.js';

/** Creation and deletion by key-lifecycle. */
export class BusCredentialKeeper extends CredentialKeeper {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override claim({ credentialId, subscriberId, signerId }: HeldCredential): Promise<CredentialDescription> {
    return this.bus.call(claimCredential, { credentialId, subscriberId, signerId });
  }

  override async delete({ credentialId, subscriberId, signerId }: HeldCredential, decision: string): Promise<void> {
    await this.bus.call(deleteCredential, { credentialId, subscriberId, signerId, changeId: decision });
  }
}
