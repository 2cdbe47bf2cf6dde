import type { TokenConnection } from './token-connection.js';

/** What one connection counted since it was made. */
export interface ConnectionTotals {
  readonly unwraps: number;
  /** Sessions given up because the token answered anything but success. */
  readonly discarded: number;
  readonly cacheHits: number;
  readonly cacheMisses: number;
}

/** Before there was any connection. */
export const noTotals: ConnectionTotals = { unwraps: 0, discarded: 0, cacheHits: 0, cacheMisses: 0 };

/** The totals of former connections with those of this one. */
export function totalsWith(former: ConnectionTotals, connection: TokenConnection | undefined): ConnectionTotals {
  if (connection === undefined) return former;
  const { pool, privateKeys, publicKeys, rsaLane, threads, wrappedKeys } = connection;
  return {
    unwraps: former.unwraps + wrappedKeys.unwraps,
    discarded: [pool, rsaLane, privateKeys, publicKeys, threads].reduce((sum, one) => sum + one.discarded, former.discarded),
    cacheHits: former.cacheHits + privateKeys.uses.hits,
    cacheMisses: former.cacheMisses + privateKeys.uses.misses,
  };
}
