import { ServiceError } from '@paraph/contracts';
import type { AskRevocation } from './ask-revocation.js';
import { isOfOneSession, mayMove, move, type Credential, type CredentialState } from './credential.js';
import { Overtaken, type CredentialStore, type LifecycleEvent } from './credential-store.js';
import { isDescribable } from './description.js';
import { destroyed, resumed, revoked, suspended } from './lifecycle-events.js';
import type { ModuleState, SignatureModule } from './signature-module.js';

/** How often the SAM is asked again when something else was written first. */
const TRIES = 5;

/** Follows the SAM's record of a credential: only the SAM knows of evidence, so only the SAM restarts what was stopped. */
export class RefreshCredential {
  constructor(
    private readonly store: CredentialStore,
    private readonly sam: SignatureModule,
    private readonly revocation: AskRevocation,
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
    const followed = followedTo(credential, await this.sam.stateOf(credential.credentialId));
    if (followed === undefined) return credential.state;
    const saved = await this.store.save(followed.credential, followed.event);
    // Also where the authority was first: it is the connector that knows, and answers so.
    await this.revocation.ask(saved);
    return saved.state;
  }
}

/** A credential as the SAM's word has it, with what is told of that. */
export interface Followed {
  readonly credential: Credential;
  readonly event: LifecycleEvent;
}

/** Where the SAM's word takes a credential, if it takes it anywhere. */
export function followedTo(credential: Credential, state: ModuleState): Followed | undefined {
  if (state === 'accepted' || !mayMove(credential.state, state, 'module')) return undefined;
  const hasEnded = state === 'revoked' || state === 'destroyed';
  const isRevoked = hasEnded && !isOfOneSession(credential);
  const moved = move(credential, { to: state, by: 'module' }, isRevoked ? { revocationDue: 'cessationOfOperation' } : {});
  return { credential: moved, event: eventOf(state, moved) };
}

function eventOf(state: Exclude<ModuleState, 'accepted'>, moved: Credential): LifecycleEvent {
  switch (state) {
    case 'active':
      return resumed(moved);
    case 'suspended':
      return suspended(moved, 'module');
    case 'revoked':
      return revoked(moved);
    case 'destroyed':
      return destroyed(moved);
  }
}
