import type { Clock } from '@paraph/kernel';
import type { CertificateAuthority } from './certificate-authority.js';
import type { Credential } from './credential.js';
import { Overtaken, type CredentialStore } from './credential-store.js';
import type { Swept } from './sweep.js';

/** A first try that failed is repeated well within the minute in which a revocation has to be asked. Milliseconds. */
const LEFT_BEHIND_MS = 15_000;

/**
 * Has the authority told of keys that ended. What is due is written down in the change that ends the key, so that no crash loses it; it is
 * done once the CA connector has taken it, which goes on by itself until the authority confirms.
 */
export class AskRevocation {
  constructor(
    private readonly store: CredentialStore,
    private readonly authority: CertificateAuthority,
    private readonly clock: Clock,
  ) {}

  /** Tries at once. Never throws: what fails is tried again by `run`. */
  async ask(ended: Credential): Promise<void> {
    await this.carryOut(ended).catch(() => undefined);
  }

  /** Asks for everything that is still due. */
  async run(): Promise<readonly Swept[]> {
    const swept: Swept[] = [];
    for (const due of await this.store.revocationsDue(new Date(this.clock.now().getTime() - LEFT_BEHIND_MS))) {
      const result = await this.take(due);
      if (result) swept.push(result);
    }
    return swept;
  }

  private async take(due: Credential): Promise<Swept | undefined> {
    const { credentialId } = due;
    try {
      // Writing it unchanged makes it ours until it is due again.
      await this.carryOut(await this.store.save(due));
      return { credentialId, outcome: 'finished' };
    } catch (failure) {
      return failure instanceof Overtaken ? undefined : { credentialId, outcome: 'waiting', failure };
    }
  }

  private async carryOut({ revocationDue, ...ended }: Credential): Promise<void> {
    // While its key is still to be destroyed, its time has not come.
    if (revocationDue === undefined || ended.state === 'destroying') return;
    await this.authority.revoke(ended.credentialId, revocationDue);
    await this.store.save(ended);
  }
}
