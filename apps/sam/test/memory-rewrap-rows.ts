import type { KeyRow } from '../src/domain/ports/key-rows.js';
import { RewrapRows, type RewrapRun, type RewrapTurn } from '../src/domain/ports/rewrap-rows.js';
import type { Transaction } from '../src/domain/ports/transactions.js';
import type { MemoryKeyRows } from './memory-stores.js';
import { put } from './memory-transactions.js';

interface StoredRun extends RewrapRun {
  readonly holder: string;
  readonly heldUntil: Date;
  readonly finishedAt?: Date;
}

/** Generations of the keys in memory. */
export class MemoryRewrapRows extends RewrapRows {
  readonly runs = new Map<string, StoredRun>();

  constructor(private readonly keys: MemoryKeyRows) {
    super();
  }

  override counts(): Promise<ReadonlyMap<number, number>> {
    const counts = new Map<number, number>();
    for (const { kekGeneration } of this.keys.table.values()) counts.set(kekGeneration, (counts.get(kekGeneration) ?? 0) + 1);
    return Promise.resolve(counts);
  }

  override async hasOlder(generation: number): Promise<boolean> {
    return (await this.older(generation, '', 1)).length > 0;
  }

  override older(generation: number, after: string, limit: number): Promise<readonly KeyRow[]> {
    const found = [...this.keys.table.values()].filter(({ keyId, kekGeneration }) => kekGeneration < generation && keyId > after);
    return Promise.resolve(found.toSorted((one, other) => (one.keyId < other.keyId ? -1 : 1)).slice(0, limit));
  }

  override replace(transaction: Transaction, row: KeyRow, next: KeyRow): Promise<boolean> {
    const stored = this.keys.table.get(row.keyId);
    if (!stored || !Buffer.from(stored.mac).equals(row.mac)) return Promise.resolve(false);
    put(transaction, this.keys.table, { key: row.keyId, row: { ...stored, blob: next.blob, kekGeneration: next.kekGeneration, mac: next.mac } });
    return Promise.resolve(true);
  }

  override takeTurn(transaction: Transaction, { generation, holder, now, until }: RewrapTurn): Promise<(RewrapRun & { readonly isNew: boolean }) | undefined> {
    const stored = this.runs.get(String(generation));
    if (stored && stored.holder !== holder && stored.heldUntil > now) return Promise.resolve(undefined);
    const run = { generation, startedAt: stored?.startedAt ?? now, rewrapped: stored?.rewrapped ?? 0 };
    put(transaction, this.runs, { key: String(generation), row: { ...run, holder, heldUntil: until } });
    return Promise.resolve({ ...run, isNew: !stored });
  }

  override progress(transaction: Transaction, generation: number, rewrapped: number): Promise<void> {
    const stored = this.runs.get(String(generation));
    if (stored) put(transaction, this.runs, { key: String(generation), row: { ...stored, rewrapped: stored.rewrapped + rewrapped } });
    return Promise.resolve();
  }

  override finish(transaction: Transaction, generation: number, finishedAt: Date): Promise<RewrapRun | undefined> {
    const stored = this.runs.get(String(generation)) ?? { generation, startedAt: finishedAt, rewrapped: 0, holder: '', heldUntil: finishedAt };
    if (stored.finishedAt) return Promise.resolve(undefined);
    put(transaction, this.runs, { key: String(generation), row: { ...stored, finishedAt } });
    return Promise.resolve(stored);
  }

  override finishedAt(generation: number): Promise<Date | undefined> {
    return Promise.resolve(this.runs.get(String(generation))?.finishedAt);
  }
}
