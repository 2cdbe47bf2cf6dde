import type { KeyAlgorithm } from '@paraph/kernel';
import type { Policies, Policy } from '../ports/policies.js';
import type { Token } from '../ports/token.js';
import type { HeldKeys } from './held-keys.js';
import { KeyPool, type PoolEvents } from './key-pool.js';

/** The pool of a policy that has one. */
export interface NamedPool {
  readonly policyId: string;
  readonly algorithm: KeyAlgorithm;
  readonly pool: KeyPool;
}

/** Nobody listens. */
const silent: PoolEvents = { taken: () => undefined, empty: () => undefined, made: () => undefined, failed: () => undefined };

/** The pools of all policies, in this replica. */
export class KeyPools {
  private readonly pools: ReadonlyMap<string, NamedPool>;

  constructor(policies: Policies, token: Token, held: HeldKeys, eventsOf: (policyId: string, algorithm: KeyAlgorithm) => PoolEvents = () => silent) {
    const named = policies.all().flatMap(({ id: policyId, session }): NamedPool[] => {
      if (!session?.pool) return [];
      const { algorithm } = session.pool;
      const inUse = (subscriberId: string): number => held.countOf(subscriberId, policyId);
      const make = () => token.holdKeyPair(algorithm);
      return [{ policyId, algorithm, pool: new KeyPool(session.pool, { make, inUse, events: eventsOf(policyId, algorithm) }) }];
    });
    this.pools = new Map(named.map((one) => [one.policyId, one]));
  }

  get all(): readonly NamedPool[] {
    return [...this.pools.values()];
  }

  /** The pool for such a key, where its policy has one. */
  find({ policy, algorithm }: { readonly policy: Pick<Policy, 'id'>; readonly algorithm: KeyAlgorithm }): KeyPool | undefined {
    const named = this.pools.get(policy.id);
    return named?.algorithm === algorithm ? named.pool : undefined;
  }

  /** Fills what is low. */
  fill(): void {
    for (const { pool } of this.all) pool.fillIfLow();
  }

  /** Ends every key that nobody owns yet. */
  async close(): Promise<void> {
    await Promise.all(this.all.map(({ pool }) => pool.close()));
  }
}
