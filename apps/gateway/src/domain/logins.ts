import type { Secret } from '@paraph/kernel';

/** How somebody logs in (CSC 11.2). */
export type LoginBy =
  { readonly kind: 'password'; readonly userName: string; readonly password: Secret } | { readonly kind: 'refresh-token'; readonly token: Secret };

/** What a login opens. */
export interface OpenedLogin {
  readonly accessToken: Secret;
  readonly refreshToken?: Secret;
  /** Whole seconds for which the access token is good. */
  readonly lifetime: number;
}

/** A token to be ended, and for whom: nobody ends another's. */
export interface Revocation {
  readonly token: Secret;
  readonly hint?: 'access_token' | 'refresh_token';
  readonly clientId: string;
  readonly signerId?: string;
}

/** Who keeps the accounts and the tokens. */
export abstract class Logins {
  /** @throws ServiceError `login.refused`, `login.throttled`, `token.unknown` for a refresh token */
  abstract open(by: LoginBy, terms: { readonly rememberMe: boolean; readonly address: string }): Promise<OpenedLogin>;

  /** @throws ServiceError `token.unknown`, the same whether there is none or it is another client's */
  abstract revoke(revocation: Revocation): Promise<void>;
}
