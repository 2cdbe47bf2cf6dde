import { hash } from 'node:crypto';
import { macInput } from '../records/mac-input.js';
import type { OrdinalRevocation } from './certificate-register.js';
import type { Revocation } from './contents.js';

/** How far a chain of revocations goes. */
export interface ChainEnd {
  readonly count: number;
  /** Digest over all of them in their order; empty before the first. */
  readonly chain: string;
}

/** The end of a chain that has no link yet. */
export const NO_LINKS: ChainEnd = { count: 0, chain: '' };

/** The first so many revocations of an authority, their chain followed from the beginning. It only ever grows, and only by what was proven. */
export class FollowedRevocations {
  private readonly ordered: Revocation[] = [];
  private readonly bySerial = new Map<string, Revocation>();
  private chain = NO_LINKS.chain;

  get end(): ChainEnd {
    return { count: this.ordered.length, chain: this.chain };
  }

  find(serialNumber: string): Revocation | undefined {
    return this.bySerial.get(serialNumber);
  }

  /** The newest. */
  last(): Revocation | undefined {
    return this.ordered.at(-1);
  }

  /** The first so many, in their order. */
  first(count: number): readonly Revocation[] {
    return this.ordered.slice(0, count);
  }

  /** Takes over what follows here; what somebody else took over meanwhile stays. */
  take(revocations: readonly Revocation[], from: ChainEnd, end: ChainEnd): void {
    if (this.ordered.length !== from.count || end.count <= from.count) return;
    for (const revocation of revocations) {
      this.ordered.push(revocation);
      this.bySerial.set(revocation.serialNumber, revocation);
    }
    this.chain = end.chain;
  }
}

/** The end of the chain after these rows. A row out of its place ends in another one. */
export function followed(rows: readonly OrdinalRevocation[], from: ChainEnd = NO_LINKS): ChainEnd {
  return { count: from.count + rows.length, chain: rows.reduce((chain, row) => link(chain, row), from.chain) };
}

/** The end of a chain with one more link. */
export function link(chain: string, { serialNumber, revokedAt, reason }: Revocation): string {
  return hash('sha256', macInput('revocation', chain, serialNumber, revokedAt.toISOString(), reason), 'hex');
}

/** Whether two say the same of a certificate. */
export function isSameRevocation(one: Revocation | undefined, other: Revocation | undefined): boolean {
  return (one && link('', one)) === (other && link('', other));
}

/** Whether two chains end alike. */
export function isSameEnd(one: ChainEnd, other: ChainEnd): boolean {
  return one.count === other.count && one.chain === other.chain;
}
