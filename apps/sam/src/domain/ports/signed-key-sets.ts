import type { IdentityProvider, PinnedKey } from '../evidence/oidc/identity-provider.js';

/** A key set that one of the provider's pinned keys signed. */
export interface SignedKeySet {
  /** Public keys for signatures, each named once. */
  readonly keys: readonly PinnedKey['jwk'][];
  /** The pinned key that signed it. */
  readonly signedBy: PinnedKey;
  readonly signedAt: Date;
}

/** Verifies key sets that providers sign (OpenID Federation 1.0, signed_jwks_uri), with nothing but keys that are pinned and valid now. */
export abstract class SignedKeySets {
  /** @throws `evidence.invalid`; the detail never says which check failed, the cause does */
  abstract verify(signedKeys: string, provider: IdentityProvider, now: Date): Promise<SignedKeySet>;
}
