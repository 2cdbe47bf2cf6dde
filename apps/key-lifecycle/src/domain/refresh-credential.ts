import { ServiceError } from '@paraph/contracts';
import { mayMove, move, type Credential, type CredentialState } from './credential.js';
import { Overtaken, type CredentialStore } from './credential-store.js';
import { isDescribable } from './description.js';
import { resumed, suspended } from './lifecycle-events.js';
import type { SignatureModule } from './signature-module.js';

/** How often the SAM is asked again when something else was written first. */
const TRIES = 5;

/** Follows the SAM's record of a credential: only the SAM knows of evidence, so only the SAM restarts what was stopped. */
export class RefreshCredential {
  constructor(
    private readonly store: CredentialStore,
    private readonly sam: SignatureModule,
  ) {}

  /** @throws ServiceError `credential.unknown`, `hsm.unavailable`, `record.tampered` */
  async run(credentialId: string): Promise<CredentialState> {
    for (let attempt = 1; ; attempt += 1) {
      const credential = await this.store.find(credentialId);
      if (credential === undefined || !isDescribable(credential)) throw new ServiceError('credential.unknown', 'no credential has this identifier');
      try {
        return await this.follow(credential);
      } catch (failure) {
        if (!(failure instanceof Overtaken) || attempt === TRIES) throw failure;
      }
    }
  }

  private async follow(credential: Credential): Promise<CredentialState> {
    const state = await this.sam.stateOf(credential.credentialId);
    const isFollowed = (state === 'active' || state === 'suspended') && mayMove(credential.state, state, 'module');
    if (!isFollowed) return credential.state;
    const moved = move(credential, { to: state, by: 'module' });
    return (await this.store.save(moved, state === 'active' ? resumed(moved) : suspended(moved, 'module'))).state;
  }
}
