import type { AuthorisationFacts } from '@paraph/contracts';

/** Who knows how each credential is authorised. */
export abstract class AuthorisationDirectory {
  /** By credential; those nobody has bound to a policy are left out. */
  abstract describe(credentialIds: readonly string[]): Promise<ReadonlyMap<string, AuthorisationFacts>>;
}
