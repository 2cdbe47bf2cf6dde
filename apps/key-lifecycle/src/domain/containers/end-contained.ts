import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { Credential } from '../credential.js';
import { Overtaken, type CredentialStore } from '../credential-store.js';
import { isDescribable } from '../description.js';
import type { EndCredential } from '../end-credential.js';
import type { RefreshCredential } from '../refresh-credential.js';
import type { Swept } from '../sweep.js';

/** The SAM ends the keys within seconds; what it has not ended yet is looked at again after so long. Milliseconds. */
const AGAIN_MS = 1_500;
/** What somebody edited there is looked at again after so long: each look leaves an event. Milliseconds. */
const EDITED_MS = 3_600_000;

/** Has the credentials of closed containers follow what the SAM did to them, and ends those that were still on their way. */
export class EndContained {
  private readonly edited = new Map<string, number>();

  constructor(
    private readonly store: CredentialStore,
    private readonly refresh: RefreshCredential,
    private readonly end: EndCredential,
    private readonly clock: Clock,
  ) {}

  /** One round. Answers those that have ended, and those that could not be looked at. */
  async run(signal: AbortSignal): Promise<readonly Swept[]> {
    const now = this.clock.now().getTime();
    const swept: Swept[] = [];
    for (const credential of await this.store.inClosedContainers(new Date(now - AGAIN_MS))) {
      if (signal.aborted) break;
      if ((this.edited.get(credential.credentialId) ?? 0) > now) continue;
      const result = await this.take(credential);
      if (result) swept.push(result);
    }
    return swept;
  }

  private async take(credential: Credential): Promise<Swept | undefined> {
    const { credentialId } = credential;
    try {
      // Writing it unchanged makes it ours until it is looked at again.
      const taken = await this.store.save(credential);
      if (!isDescribable(taken)) return await this.endUnfinished(taken);
      return (await this.refresh.run(credentialId)) === 'destroyed' ? { credentialId, outcome: 'finished' } : undefined;
    } catch (failure) {
      if (failure instanceof Overtaken) return undefined;
      if (failure instanceof ServiceError && failure.code === 'record.tampered') this.edited.set(credentialId, this.clock.now().getTime() + EDITED_MS);
      return { credentialId, outcome: 'waiting', failure };
    }
  }

  private async endUnfinished(credential: Credential): Promise<Swept> {
    const closed = new ServiceError('container.state', 'the container was closed before the enrolment was finished');
    await this.end.destroy(credential.state === 'destroying' ? credential : await this.end.mark(credential, closed));
    return { credentialId: credential.credentialId, outcome: 'ended' };
  }
}
