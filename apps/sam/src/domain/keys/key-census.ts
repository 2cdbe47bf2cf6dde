import { toBase64, type Clock } from '@paraph/kernel';
import type { RewrapRows } from '../ports/rewrap-rows.js';
import type { Token } from '../ports/token.js';
import type { BackupLife } from './backup-life.js';

/** How many keys each generation of the key-encryption key still closes. */
export interface KeyCensus {
  readonly takenAt: string;
  /** The generation that closes new keys. */
  readonly closing: number;
  readonly generations: readonly GenerationCount[];
}

/** One generation; `backupsUntil` only where no key is closed with it any more. */
export interface GenerationCount {
  readonly generation: number;
  readonly rows: number;
  /** When the last backup ends that may hold a key closed with it. */
  readonly backupsUntil?: string;
}

/** Counts keys by generation, and says it so that a ceremony can tell who said it (KEY-06). */
export class TakeKeyCensus {
  constructor(
    private readonly rows: RewrapRows,
    private readonly token: Token,
    private readonly clock: Clock,
    private readonly backups: BackupLife,
  ) {}

  /** The count, and the same sealed by the token's MAC key. @throws `hsm.unavailable` */
  async run(): Promise<{ census: KeyCensus; sealed: { body: string; mac: string } }> {
    const census = await this.count();
    const body = JSON.stringify(census);
    const mac = await this.token.mac('key-census', new TextEncoder().encode(body));
    return { census, sealed: { body, mac: toBase64(mac) } };
  }

  private async count(): Promise<KeyCensus> {
    const { kekGeneration } = await this.token.health();
    const [counts, finishedAt] = [await this.rows.counts(), await this.rows.finishedAt(kekGeneration)];
    const until = finishedAt && this.backups.until(finishedAt).toISOString();
    const generations = Array.from({ length: kekGeneration }, (_, index) => {
      const generation = index + 1;
      const rows = counts.get(generation) ?? 0;
      const isEmpty = generation < kekGeneration && rows === 0;
      return { generation, rows, ...(isEmpty && until !== undefined && { backupsUntil: until }) };
    });
    return { takenAt: this.clock.now().toISOString(), closing: kekGeneration, generations };
  }
}
