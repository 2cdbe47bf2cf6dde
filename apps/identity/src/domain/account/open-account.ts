import { type LoginMemo, type LoginProvider } from '../ports/login-provider.js';
import type { AccountSession, AccountSessions } from './account-sessions.js';

/** Signs a person in to the page of their own. */
export class OpenAccount {
  constructor(
    private readonly login: LoginProvider,
    private readonly sessions: AccountSessions,
  ) {}

  /** @throws ServiceError service.unavailable */
  begin(language: string): Promise<{ readonly url: string; readonly memo: LoginMemo }> {
    return this.login.begin(language);
  }

  /** Nothing if nobody here is known by that identity. @throws ServiceError evidence.invalid, service.unavailable */
  async complete(callback: string, memo: LoginMemo): Promise<AccountSession | undefined> {
    return this.sessions.open(await this.login.complete(callback, memo));
  }
}
