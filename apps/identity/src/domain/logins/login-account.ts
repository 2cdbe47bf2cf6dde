/** A user name and password for CSC's auth/login. It belongs to one client and one signer: the tokens it opens are theirs. */
export interface LoginAccount {
  /** Unique over all clients, since auth/login names none. */
  readonly userName: string;
  readonly clientId: string;
  readonly signerId: string;
  /** With everything that is needed to verify a password (`password-hash.ts`). */
  readonly passwordHash: string;
}
