import { BLOCK, KeptHashes, subtreesToKeep } from './log-tree.js';

/** The hashes of a log that is held in memory whole: for whoever has exported one, and for tests. */
export class MemoryHashes extends KeptHashes {
  /** By level: of the leaves first. */
  readonly levels: Uint8Array[][] = [[]];

  /** @param leaves hashes of all leaves, in order */
  static async of(leaves: readonly Uint8Array[]): Promise<MemoryHashes> {
    const hashes = new MemoryHashes();
    await hashes.grow(leaves);
    return hashes;
  }

  /** Adds leaves behind those that are there, and keeps what is worth it. */
  async grow(leaves: readonly Uint8Array[]): Promise<void> {
    const all = (this.levels[0] ??= []);
    const from = all.length;
    for (const leaf of leaves) all.push(leaf);
    for await (const { level, index, hash } of subtreesToKeep(this, { from, to: all.length })) (this.levels[level] ??= [])[index] = hash;
  }

  override async read(level: number, block: number): Promise<readonly Uint8Array[]> {
    return (this.levels[level] ?? []).slice(block * BLOCK, (block + 1) * BLOCK);
  }
}
