/** What tries are counted under, and how many there may be. */
export interface TryLimit {
  /** Digest of a user name, or '' for all of them. */
  readonly account: string;
  /** Network address, or '' for all of them. */
  readonly address: string;
  readonly most: number;
  /** From the first try that counts, after which counting begins anew. */
  readonly windowMs: number;
}

/** Wrong tries at auth/login, counted for all replicas together, and the addresses from which an account logged in before. */
export abstract class LoginTries {
  abstract isFamiliar(account: string, address: string): Promise<boolean>;
  /**
   * Counts a try under each of these before it is judged, so that tries at the same time do not outrun the count. Nothing is counted,
   * and the milliseconds to wait are answered, if one of them has no try left.
   */
  abstract begin(limits: readonly TryLimit[], now: Date): Promise<number | undefined>;
  /** The try was right: it counts no more, those of this account from this address are forgotten, and the address is familiar. */
  abstract succeeded(limits: readonly TryLimit[], by: { readonly account: string; readonly address: string; readonly now: Date }): Promise<void>;
  /** Forgets tries that began, and addresses that were last seen, before these moments. */
  abstract purge(before: { readonly tries: Date; readonly familiar: Date }): Promise<void>;
}
