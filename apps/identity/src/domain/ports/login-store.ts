import type { LoginAccount } from '../logins/login-account.js';
import type { IdentityEvent } from './events.js';

/** Accounts for CSC's auth/login. */
export abstract class LoginStore {
  /** Adds an account and its event, both or neither. False, and nothing is written, if somebody has this user name. */
  abstract add(account: LoginAccount, event: IdentityEvent): Promise<boolean>;
  abstract find(userName: string): Promise<LoginAccount | undefined>;
  /** Replaces a hash by one that costs more, if it is still the one that was read. */
  abstract replaceHash(userName: string, hashes: { readonly from: string; readonly to: string }): Promise<void>;
}
