import { ProofParts, type ProofPart } from '../src/domain/revocation-proof/proof-parts.js';

/** Offered parts in memory, open to a test that plays a hostile database. */
export class MemoryProofParts extends ProofParts {
  readonly table = new Map<string, ProofPart & { readonly offeredAt: Date }>();

  override keep(part: ProofPart, offeredAt: Date): Promise<void> {
    const key = `${part.digest}/${part.part}`;
    this.table.delete(key);
    this.table.set(key, { ...part, offeredAt });
    return Promise.resolve();
  }

  override find(digest: string, since: Date): Promise<readonly ProofPart[]> {
    const found = [...this.table.values()].filter((one) => one.digest === digest && one.offeredAt >= since);
    return Promise.resolve(found.sort((one, other) => one.part - other.part).map(({ offeredAt: _when, ...part }) => part));
  }

  override forget(before: Date, { beside, most }: { readonly beside: string; readonly most: number }): Promise<void> {
    for (const [key, { offeredAt }] of this.table) if (offeredAt < before) this.table.delete(key);
    const newest = new Map<string, number>();
    for (const { digest, offeredAt } of this.table.values()) newest.set(digest, Math.max(newest.get(digest) ?? 0, offeredAt.getTime()));
    const order = [...newest].sort(([one, at], [other, then]) => Number(other === beside) - Number(one === beside) || then - at || (one < other ? -1 : 1));
    let kept = 0;
    for (const [digest] of order) {
      kept += [...this.table.values()].filter((one) => one.digest === digest).length;
      if (digest !== beside && kept > most) for (const [key, one] of this.table) if (one.digest === digest) this.table.delete(key);
    }
    return Promise.resolve();
  }
}
