import type { ActivationDraft, Completion } from '../activation/activation.js';
import type { SadClaims } from './sad-claims.js';

/**
 * From when to when a SAD counts that is given out now, in Unix seconds; `undefined` once the session is over. A session begins
 * with the signer's first act and ends a fixed time afterwards, however late a code is redeemed and however often a SAD is
 * replaced (ACT-06).
 */
export function sadPeriod(
  { sadLifetimeSeconds, sessionMaximumSeconds }: Pick<ActivationDraft, 'sadLifetimeSeconds' | 'sessionMaximumSeconds'>,
  { proofs }: Pick<Completion, 'proofs'>,
  now: Date,
): Pick<SadClaims, 'iat' | 'exp'> | undefined {
  const iat = Math.floor(now.getTime() / 1_000);
  const authenticatedAt = Math.min(...proofs.map(({ at }) => Date.parse(at)));
  const exp = Math.min(iat + sadLifetimeSeconds, Math.floor(authenticatedAt / 1_000) + sessionMaximumSeconds);
  return exp > iat ? { iat, exp } : undefined;
}
