import { BLOCK, KeptHashes, subtreesToKeep, type HashTree } from '@paraph/merkle';
import type { EventLog } from '../src/domain/event-log.js';
import { TreeHeads, type SignedHead } from '../src/domain/tree-heads.js';

class MemoryHashes extends KeptHashes {
  constructor(
    private readonly levels: readonly Uint8Array[][],
    private readonly log: () => EventLog,
  ) {
    super();
  }

  override async read(level: number, block: number): Promise<readonly Uint8Array[]> {
    if (level > 0) return (this.levels[level] ?? []).slice(block * BLOCK, (block + 1) * BLOCK);
    return (await this.log().read({}, { after: block * BLOCK - 1, limit: BLOCK })).map(({ leafHash }) => leafHash);
  }
}

/** Heads in memory, over a log in memory. */
export class MemoryTreeHeads extends TreeHeads {
  private readonly levels: Uint8Array[][] = [];
  private readonly intents: HashTree[] = [];
  private readonly kept: SignedHead[] = [];

  constructor(
    private readonly log: EventLog,
    private readonly now: () => Date,
  ) {
    super();
  }

  override readonly hashes: KeptHashes = new MemoryHashes(this.levels, () => this.log);

  override async logSize(): Promise<number> {
    return (await this.log.read({}, { after: -1, limit: 1_000_000 })).length;
  }

  override async hasNews(from: number): Promise<boolean> {
    return (await this.log.read({}, { after: from - 1, limit: 1_000_000 })).some(({ type }) => type !== 'tree-head-signed');
  }

  override async last(): Promise<SignedHead | undefined> {
    return this.kept.at(-1);
  }

  override async find(size: number): Promise<SignedHead | undefined> {
    return this.kept.find((one) => one.size === size);
  }

  override async list(after: number, limit: number): Promise<readonly SignedHead[]> {
    return this.kept.filter(({ size }) => size > after).slice(0, limit);
  }

  override async begun(after: number): Promise<readonly HashTree[]> {
    return this.intents.filter(({ size }) => size > after).sort((one, other) => one.size - other.size);
  }

  override async keepSubtrees(grown: { readonly from: number; readonly to: number }): Promise<void> {
    for await (const { level, index, hash } of subtreesToKeep(this.hashes, grown)) (this.levels[level] ??= [])[index] ??= hash;
  }

  override async begin(tree: HashTree): Promise<void> {
    if (!this.intents.some(({ size }) => size === tree.size)) this.intents.push(tree);
  }

  override async keep(tree: HashTree, head: string): Promise<void> {
    if (!this.kept.some(({ size }) => size === tree.size)) this.kept.push({ ...tree, head, keptAt: this.now() });
    this.kept.sort((one, other) => one.size - other.size);
  }
}
