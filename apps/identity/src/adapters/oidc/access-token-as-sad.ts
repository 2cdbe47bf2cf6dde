import type { Clock } from '@paraph/kernel';
import type { Configuration } from 'oidc-provider';
import type { IssueSad } from '../../domain/authorisations/issue-sad.js';
import { toLibraryError } from './library-error.js';

/** What is kept beside an access token that is a SAD; never the SAD. */
export interface SadFacts {
  readonly activationId: string;
  readonly credentialId: string;
  /** Unix seconds. */
  readonly expires: number;
}

/**
 * Makes the SAM's SAD the access token of the credential scope. The library awaits this hook after the code is spent and
 * before it reads the token's value, so it is the one place where a SAD is asked for, once.
 */
export function accessTokenAsSad(issueSad: IssueSad, clock: Clock): NonNullable<Configuration['extraTokenClaims']> {
  return async (_ctx, token) => {
    if (token.kind !== 'AccessToken' || token.scope !== 'credential') return undefined;
    const { value, expiresAt, authorisation } = await issueSad.run(token.grantId, token.clientId ?? '', token.jkt).catch((cause: unknown) => {
      throw toLibraryError(cause);
    });
    const expires = Math.floor(expiresAt.getTime() / 1000);
    // `expires_in` of the answer is read from here afterwards: what is left of the SAD.
    Object.assign(token, { jti: value, expiresIn: Math.max(1, expires - Math.floor(clock.now().getTime() / 1000)) });
    return { activationId: authorisation.activationId, credentialId: authorisation.credentialId, expires };
  };
}
