import type { PinnedKey } from '../evidence/oidc/identity-provider.js';

/** The keys that count at this moment: from `notBefore` on, and no longer at `notAfter`. */
export function validKeys(keys: readonly PinnedKey[], now: Date): readonly PinnedKey[] {
  return keys.filter(({ notBefore, notAfter }) => (!notBefore || notBefore <= now) && (!notAfter || now < notAfter));
}
