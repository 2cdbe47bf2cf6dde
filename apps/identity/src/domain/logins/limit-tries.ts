import { ServiceError } from '@paraph/contracts';
import { type Clock } from '@paraph/kernel';
import { digestOf } from '../digest-of.js';
import { type LoginTries, type TryLimit } from '../ports/login-tries.js';
import { networkOf } from './network-of.js';

const MINUTE_MS = 60_000;

/** Of one account from one address: a person who mistypes, and nobody who searches. */
const OF_BOTH = { most: 10, windowMs: 5 * MINUTE_MS };
/** Of one account from all addresses it never logged in from. */
const OF_ACCOUNT = { most: 50, windowMs: 60 * MINUTE_MS };
/** From one address at all accounts it never logged in to, known or not. */
const OF_ADDRESS = { most: 100, windowMs: 5 * MINUTE_MS };

/** A try that was counted; if it was right, it says so. */
export interface CountedTry {
  right(): Promise<void>;
}

/**
 * Limits wrong passwords by account and network address. A stranger cannot lock anybody out: an address from which the account logged in
 * before is judged by its own tries only, whatever was tried from elsewhere.
 */
export class LimitTries {
  constructor(
    private readonly tries: LoginTries,
    private readonly clock: Clock,
  ) {}

  /** Counts a try before it is judged. @throws ServiceError login.throttled */
  async begin(userName: string, from: string): Promise<CountedTry> {
    // A digest, since people type passwords where the user name belongs.
    const account = digestOf(`login ${userName}`);
    const address = networkOf(from);
    const limits = limitsOf({ account, address, isFamiliar: await this.tries.isFamiliar(account, address) });
    const waitMs = await this.tries.begin(limits, this.clock.now());
    if (waitMs !== undefined) throw new ServiceError('login.throttled', 'too many wrong passwords', { retryAfter: Math.max(1, Math.ceil(waitMs / 1_000)) });
    return { right: () => this.tries.succeeded(limits, { account, address, now: this.clock.now() }) };
  }
}

function limitsOf({ account, address, isFamiliar }: { readonly account: string; readonly address: string; readonly isFamiliar: boolean }): TryLimit[] {
  const both = { account, address, ...OF_BOTH };
  return isFamiliar ? [both] : [both, { account, address: '', ...OF_ACCOUNT }, { account: '', address, ...OF_ADDRESS }];
}
