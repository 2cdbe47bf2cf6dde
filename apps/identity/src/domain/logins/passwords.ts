import { hasCost, HASH_COST, hashPassword, matchesPassword, type HashCost } from './password-hash.js';

/** How a password compares with a hash. `outdated`: right, and the hash costs less than one should now. */
export type PasswordVerdict = 'right' | 'outdated' | 'wrong';

/** Passwords as they are kept. */
export class Passwords {
  /** Of nothing anybody knows: what an unknown user name is compared with, for the same work as a known one. */
  private readonly nobody: Promise<string>;

  constructor(private readonly cost: HashCost = HASH_COST) {
    this.nobody = hashPassword('', cost);
  }

  hash(password: string): Promise<string> {
    return hashPassword(password, this.cost);
  }

  async verify(password: string, hash: string | undefined): Promise<PasswordVerdict> {
    const isRight = await matchesPassword(password, hash ?? (await this.nobody));
    if (!isRight || hash === undefined) return 'wrong';
    return hasCost(hash, this.cost) ? 'right' : 'outdated';
  }
}
