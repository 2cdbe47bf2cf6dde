import type { Secret } from '@paraph/kernel';
import type { Bearer } from './bearer.js';

/** What a token is worth at this moment. */
export type TokenState = { readonly state: 'active'; readonly bearer: Bearer } | { readonly state: 'unknown' | 'expired' | 'revoked' };

/** Who knows about access tokens. */
export abstract class Tokens {
  abstract introspect(token: Secret): Promise<TokenState>;

  /** A token of this client was revoked here: nothing that was told of its tokens before counts any more. */
  abstract forget(clientId: string): void;
}
