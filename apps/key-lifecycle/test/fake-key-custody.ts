import type { Clock } from '@paraph/kernel';
import { KeyCustody, type ExpiryResult, type HeldKeyEntry, type KeyPage, type OrphanOutcome } from '../src/domain/endings/key-custody.js';

/** The SAM with what it believes: when certificates are over, and whose keys are. */
export class FakeKeyCustody extends KeyCustody {
  /** Ends of certificates by the SAM's own record. */
  readonly ends = new Map<string, Date>();
  readonly gone = new Set<string>();
  readonly held: HeldKeyEntry[] = [];
  readonly asked: (readonly string[])[] = [];
  failure: Error | undefined;

  constructor(private readonly clock: Clock) {
    super();
  }

  override async destroyExpired(credentialIds: readonly string[]): Promise<readonly ExpiryResult[]> {
    this.asked.push(credentialIds);
    if (this.failure) throw this.failure;
    return credentialIds.map((credentialId) => ({ credentialId, outcome: this.#judge(credentialId) }));
  }

  override async keys(after: string | undefined): Promise<KeyPage> {
    const rest = this.held.filter(({ keyId }) => after === undefined || keyId > after).toSorted((one, other) => (one.keyId < other.keyId ? -1 : 1));
    const keys = rest.slice(0, 2);
    return { keys, ...(rest.length > keys.length && { next: keys.at(-1)?.keyId ?? '' }) };
  }

  override async destroyOrphan(keyId: string): Promise<OrphanOutcome> {
    const at = this.held.findIndex((key) => key.keyId === keyId);
    if (at < 0) return 'absent';
    const { state } = this.held[at] ?? {};
    if (state === 'active' || state === 'suspended' || state === 'open' || state === 'accepted') return 'owned';
    this.held.splice(at, 1);
    return 'destroyed';
  }

  #judge(credentialId: string): ExpiryResult['outcome'] {
    if (this.gone.has(credentialId)) return 'destroyed';
    const end = this.ends.get(credentialId);
    if (end === undefined) return 'unknown';
    if (end >= this.clock.now()) return 'kept';
    this.gone.add(credentialId);
    return 'destroyed';
  }
}
