import type { AuthorisationFacts } from '@paraph/contracts';
import { AuthorisationDirectory } from '../domain/authorisation-directory.js';
import type { BriefMemory } from './brief-memory.js';

/** How a credential is authorised, kept for a moment where one is asked about alone. Whether a caller may see the credential was asked before. */
export class RememberedAuthorisations extends AuthorisationDirectory {
  constructor(
    private readonly directory: AuthorisationDirectory,
    private readonly memory: BriefMemory<ReadonlyMap<string, AuthorisationFacts>>,
  ) {
    super();
  }

  override describe(credentialIds: readonly string[]): Promise<ReadonlyMap<string, AuthorisationFacts>> {
    const [credentialId, ...others] = credentialIds;
    if (credentialId === undefined || others.length > 0) return this.directory.describe(credentialIds);
    return this.memory.ask(credentialId, () => this.directory.describe(credentialIds));
  }
}
