import type { OpenAccount } from '../../domain/account/open-account.js';
import type { LoginMemo } from '../../domain/ports/login-provider.js';
import type { BrowserReply, BrowserRequest } from '../browser.js';
import type { AccountBrowser } from './account-browser.js';

/** Ends a login to the signer's own page: the browser gets its session. */
export class AccountLogin {
  constructor(
    private readonly account: OpenAccount,
    private readonly browser: AccountBrowser,
  ) {}

  /** False if nobody here is known by that identity. @throws ServiceError evidence.invalid, service.unavailable */
  async complete(request: BrowserRequest, reply: BrowserReply, memo: LoginMemo): Promise<boolean> {
    const session = await this.account.complete(request.url, memo);
    if (session !== undefined) this.browser.begin(reply, session);
    return session !== undefined;
  }
}
