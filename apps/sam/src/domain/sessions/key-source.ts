import type { KeyAlgorithm } from '@paraph/kernel';
import type { Policy } from '../ports/policies.js';
import type { HeldKey, Token } from '../ports/token.js';
import type { KeyPools } from './key-pools.js';
import type { Presence } from './presence.js';

/** Whose key is wanted, of which kind, under which policy. */
export interface KeyWish {
  readonly algorithm: KeyAlgorithm;
  readonly policy: Policy;
  readonly subscriberId: string;
}

/** Keys for one session: from a pool where the policy has one for this algorithm, else made now. */
export class KeySource {
  constructor(
    private readonly token: Token,
    private readonly pools: KeyPools,
    private readonly presence: Presence,
  ) {}

  /** @throws `service.unavailable`, `pool.empty`, `hsm.unavailable`, `hsm.refused` */
  async take(wish: KeyWish): Promise<HeldKey> {
    this.presence.demand();
    const pool = this.pools.find(wish);
    return pool === undefined ? this.token.holdKeyPair(wish.algorithm) : pool.take(wish.subscriberId);
  }
}
