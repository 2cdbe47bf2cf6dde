import type { Clock } from '@paraph/kernel';
import type { Transactions } from '../ports/transactions.js';
import type { Authorities } from './authorities.js';
import type { AuthorityName } from './authority.js';
import type { Revocations } from './revocations.js';
import type { X509Composer } from './x509-composer.js';

/** A revocation list that was just signed. */
export interface ComposedList {
  readonly crl: Uint8Array;
  readonly number: number;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
}

const LIFETIME_MS = 24 * 3_600_000;

/** Composes an authority's revocation list from what the SAM itself revoked. */
export class ComposeRevocationList {
  constructor(
    private readonly authorities: Authorities,
    private readonly revocations: Revocations,
    private readonly composer: X509Composer,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @throws `hsm.unavailable`, `hsm.refused`, `record.tampered` */
  async run(name: AuthorityName): Promise<ComposedList> {
    const issuer = await this.authorities.find(name);

    // 1. Intent: the number and the entries are taken together, so that a higher number never says less (RFC 5280 section 5.2.3).
    const { number, takenAt: thisUpdate, revocations } = await this.revocations.nextList(name, this.clock);
    const nextUpdate = new Date(thisUpdate.getTime() + LIFETIME_MS);

    // 2. Act. A number whose list was never signed leaves a gap, and gaps mean nothing.
    const crl = await this.composer.revocationList({ issuer, number, thisUpdate, nextUpdate, revocations }, issuer.key);

    // 3. Outcome.
    await this.transactions.record({
      type: 'crl-composed',
      actor: { kind: 'system', id: 'sam' },
      outcome: 'success',
      particulars: { authority: name, number: String(number), entries: String(revocations.length), nextUpdate: nextUpdate.toISOString() },
    });
    return { crl, number, thisUpdate, nextUpdate };
  }
}
