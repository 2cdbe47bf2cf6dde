import { ServiceError } from '@paraph/contracts';
import { isDescribable } from './description.js';
import { move, type Credential, type CredentialState } from './credential.js';
import { Overtaken, type CredentialStore } from './credential-store.js';
import { suspended } from './lifecycle-events.js';
import type { SignatureModule, Suspension } from './signature-module.js';

/** How often a stop is written again when something else was written first. */
const TRIES = 5;

/** Suspends a credential, in the SAM first: what this service writes stops nothing by itself. */
export class SuspendCredential {
  constructor(
    private readonly store: CredentialStore,
    private readonly sam: SignatureModule,
  ) {}

  /** Repeating it changes nothing. @throws ServiceError `credential.unknown`, `credential.state`, `hsm.unavailable`, `record.tampered` */
  async run(credentialId: string, suspension: Suspension): Promise<CredentialState> {
    const found = await this.find(credentialId);
    if (found.state !== 'active' && found.state !== 'suspended')
      throw new ServiceError('credential.state', `a credential that is ${found.state} is not suspended`);
    await this.sam.suspend(credentialId, suspension);
    return this.write(found, suspension);
  }

  // The SAM has stopped it already; if this fails for good, the next refresh finds it out.
  private async write(found: Credential, { requestedBy, reason }: Suspension): Promise<CredentialState> {
    let current = found;
    for (let attempt = 1; ; attempt += 1) {
      if (current.state === 'suspended') return 'suspended';
      const stopped = move(current, { to: 'suspended', by: requestedBy });
      try {
        return (await this.store.save(stopped, suspended(stopped, requestedBy, reason))).state;
      } catch (failure) {
        if (!(failure instanceof Overtaken) || attempt === TRIES) throw failure;
        current = await this.find(current.credentialId);
      }
    }
  }

  private async find(credentialId: string): Promise<Credential> {
    const found = await this.store.find(credentialId);
    if (found === undefined || !isDescribable(found)) throw new ServiceError('credential.unknown', 'no credential has this identifier');
    return found;
  }
}
