import { logIn, revokeToken, type ReplyOf } from '@paraph/contracts';
import { Secret, sha256, toBase64Url } from '@paraph/kernel';
import type { AskOf, Bus } from '@paraph/platform';
import { Logins, type LoginBy, type OpenedLogin, type Revocation } from '../domain/logins.js';
import { withheld } from './withheld.js';

/** Accounts and tokens by the word of identity. Of a token it is told the SHA-256; a password has to go as it is. */
export class BusLogins extends Logins {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override async open(by: LoginBy, { rememberMe, address }: { readonly rememberMe: boolean; readonly address: string }): Promise<OpenedLogin> {
    const secret = by.kind === 'password' ? by.password : by.token;
    try {
      return opened(await this.bus.call(logIn, { by: told(by), rememberMe, address }));
    } catch (failure) {
      throw withheld(failure, [secret]);
    }
  }

  override async revoke({ token, ...rest }: Revocation): Promise<void> {
    await this.bus.call(revokeToken, { tokenDigest: digestOf(token), ...rest });
  }
}

function told(by: LoginBy): AskOf<typeof logIn>['by'] {
  if (by.kind === 'refresh-token') return { kind: by.kind, tokenDigest: digestOf(by.token) };
  return { kind: by.kind, userName: by.userName, password: by.password.reveal() };
}

function opened({ accessToken, refreshToken, expiresIn }: ReplyOf<typeof logIn>): OpenedLogin {
  return {
    accessToken: new Secret(accessToken),
    ...(refreshToken === undefined ? {} : { refreshToken: new Secret(refreshToken) }),
    lifetime: expiresIn,
  };
}

function digestOf(token: Secret): string {
  return toBase64Url(sha256(token.reveal()));
}
