import type { LoginAccount } from '../src/domain/logins/login-account.js';
import type { IdentityEvent } from '../src/domain/ports/events.js';
import { LoginStore } from '../src/domain/ports/login-store.js';
import { LoginTries, type TryLimit } from '../src/domain/ports/login-tries.js';

/** Accounts in memory, with the events that came with them. */
export class MemoryLoginStore extends LoginStore {
  readonly events: IdentityEvent[] = [];
  readonly accounts = new Map<string, LoginAccount>();

  override async add(account: LoginAccount, event: IdentityEvent): Promise<boolean> {
    if (this.accounts.has(account.userName)) return false;
    this.accounts.set(account.userName, account);
    this.events.push(event);
    return true;
  }

  override async find(userName: string): Promise<LoginAccount | undefined> {
    return this.accounts.get(userName);
  }

  override async replaceHash(userName: string, { from, to }: { readonly from: string; readonly to: string }): Promise<void> {
    const account = this.accounts.get(userName);
    if (account?.passwordHash === from) this.accounts.set(userName, { ...account, passwordHash: to });
  }
}

/** Tries in memory. */
export class MemoryLoginTries extends LoginTries {
  readonly #tries = new Map<string, { tries: number; since: Date }>();
  readonly #familiar = new Map<string, Date>();

  override async isFamiliar(account: string, address: string): Promise<boolean> {
    return this.#familiar.has(keyOf(account, address));
  }

  override async begin(limits: readonly TryLimit[], now: Date): Promise<number | undefined> {
    const found = limits.map((limit) => ({ limit, row: this.#current(limit, now) }));
    const full = found.find(({ limit, row }) => row.tries >= limit.most);
    if (full) return full.row.since.getTime() + full.limit.windowMs - now.getTime();
    for (const { limit, row } of found) this.#tries.set(keyOf(limit.account, limit.address), { tries: row.tries + 1, since: row.since });
    return undefined;
  }

  override async succeeded(limits: readonly TryLimit[], by: { readonly account: string; readonly address: string; readonly now: Date }): Promise<void> {
    for (const { account, address } of limits) {
      const row = this.#tries.get(keyOf(account, address));
      if (account === by.account && address === by.address) this.#tries.delete(keyOf(account, address));
      else if (row) row.tries = Math.max(0, row.tries - 1);
    }
    this.#familiar.set(keyOf(by.account, by.address), by.now);
  }

  override async purge({ tries, familiar }: { readonly tries: Date; readonly familiar: Date }): Promise<void> {
    for (const [key, { since }] of this.#tries) if (since < tries) this.#tries.delete(key);
    for (const [key, at] of this.#familiar) if (at < familiar) this.#familiar.delete(key);
  }

  #current({ account, address, windowMs }: TryLimit, now: Date): { tries: number; since: Date } {
    const row = this.#tries.get(keyOf(account, address));
    return row && now.getTime() < row.since.getTime() + windowMs ? row : { tries: 0, since: now };
  }
}

function keyOf(account: string, address: string): string {
  return JSON.stringify([account, address]);
}
