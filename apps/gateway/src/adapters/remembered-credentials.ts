import type { CredentialDescription } from '@paraph/contracts';
import { CredentialDirectory, type Onlooker, type Owner } from '../domain/credential-directory.js';
import type { BriefMemory } from './brief-memory.js';

/** The credentials, each description kept for a moment for exactly those it was told to. Lists and refusals are asked for each time. */
export class RememberedCredentials extends CredentialDirectory {
  constructor(
    private readonly directory: CredentialDirectory,
    private readonly memory: BriefMemory<CredentialDescription>,
  ) {
    super();
  }

  override list(owner: Owner, onlyValid: boolean): Promise<readonly CredentialDescription[]> {
    return this.directory.list(owner, onlyValid);
  }

  override describe(credentialId: string, seenBy: Onlooker): Promise<CredentialDescription> {
    const key = JSON.stringify([credentialId, seenBy.subscriberId, seenBy.signerId ?? null, seenBy.clientId]);
    return this.memory.ask(key, () => this.directory.describe(credentialId, seenBy));
  }

  override forget(credentialId: string): void {
    this.memory.forget((credential) => credential.credentialId === credentialId);
  }
}
