import type { Logins, Revocation } from './logins.js';
import type { Tokens } from './tokens.js';

/** CSC `auth/revoke` (11.3): a token ends at once, on this replica without another question. */
export class RevokeToken {
  constructor(
    private readonly logins: Pick<Logins, 'revoke'>,
    private readonly tokens: Pick<Tokens, 'forget'>,
  ) {}

  /** @throws ServiceError `token.unknown` */
  async run(revocation: Revocation): Promise<void> {
    await this.logins.revoke(revocation);
    this.tokens.forget(revocation.clientId);
  }
}
