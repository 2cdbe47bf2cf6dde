import { describeAuthorisation, type AuthorisationFacts } from '@paraph/contracts';
import type { Bus } from '@paraph/platform';
import { AuthorisationDirectory } from '../domain/authorisation-directory.js';

/** As many as one call takes. */
const PER_CALL = 100;

/** How credentials are authorised, by the word of the SAM. */
export class BusAuthorisationDirectory extends AuthorisationDirectory {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override async describe(credentialIds: readonly string[]): Promise<ReadonlyMap<string, AuthorisationFacts>> {
    const found = new Map<string, AuthorisationFacts>();
    for (let from = 0; from < credentialIds.length; from += PER_CALL) {
      const { credentials } = await this.bus.call(describeAuthorisation, { credentialIds: credentialIds.slice(from, from + PER_CALL) });
      for (const facts of credentials) found.set(facts.credentialId, facts);
    }
    return found;
  }
}
