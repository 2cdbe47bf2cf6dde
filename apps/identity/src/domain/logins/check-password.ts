import { type LoginStore } from '../ports/login-store.js';
import type { HashingTurns } from './hashing-turns.js';
import type { LimitTries } from './limit-tries.js';
import type { LoginAccount } from './login-account.js';
import type { Passwords } from './passwords.js';

/** Compares a password with an account's: after its turn, within the limits, and with the same work whether there is such an account or not. */
export class CheckPassword {
  constructor(
    private readonly accounts: LoginStore,
    private readonly passwords: Passwords,
    private readonly turns: HashingTurns,
    private readonly limits: LimitTries,
  ) {}

  /** @throws ServiceError login.throttled */
  run(tried: { readonly userName: string; readonly password: string; readonly address: string }, account: LoginAccount | undefined): Promise<boolean> {
    // Counted when its turn has come: what is sent away from the queue was no try.
    return this.turns.run(tried.address, async () => {
      const counted = await this.limits.begin(tried.userName, tried.address);
      const verdict = await this.passwords.verify(tried.password, account?.passwordHash);
      if (verdict === 'wrong' || account === undefined) return false;
      await counted.right();
      if (verdict === 'outdated') await this.renew(account, tried.password);
      return true;
    });
  }

  private async renew({ userName, passwordHash: from }: LoginAccount, password: string): Promise<void> {
    await this.accounts.replaceHash(userName, { from, to: await this.passwords.hash(password) });
  }
}
