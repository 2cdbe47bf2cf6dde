import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import { LogTree, type HashTree } from '@paraph/merkle';
import type { TreeHeads } from './tree-heads.js';

/** Who signs heads: the SAM, which remembers the last one and refuses what does not extend it. */
export abstract class HeadSigner {
  /**
   * @param consistency from the last head to this one
   * @returns compact JWS
   * @throws ServiceError `log.inconsistent`, `hsm.unavailable`, `journal.closed`, …
   */
  abstract sign(tree: HashTree, consistency: readonly Uint8Array[]): Promise<string>;
}

/** A log of which nobody hears anything for so long has its head signed all the same. Milliseconds. */
const LONGEST_REST = 3_600_000;

/** Has the head of the log signed, so that nobody can rewrite what was there: each head proves that it extends the one before. */
export class SignHeads {
  constructor(
    private readonly heads: TreeHeads,
    private readonly signer: HeadSigner,
    private readonly clock: Clock,
  ) {}

  /**
   * Signs a head over what the log has by now, if that is worth one. Several processes may do so at once.
   *
   * @returns size of the last head that stands; undefined if there is none yet
   * @throws ServiceError what the signer refuses with; `log.inconsistent` means that this log is not the one that was signed before
   */
  async run(): Promise<number | undefined> {
    // 1. What a crash left between the intent and the head comes first: the SAM may have signed it.
    await this.finish();
    const last = await this.heads.last();
    const size = await this.heads.logSize();
    if (!(await this.isDue(size, last))) return last?.size;

    // 2. Intent: which root this size has, for ever.
    await this.heads.keepSubtrees({ from: last?.size ?? 0, to: size });
    await this.heads.begin({ size, root: await new LogTree(this.heads.hashes, size).root() });

    // 3. Act and outcome.
    await this.finish();
    return (await this.heads.last())?.size;
  }

  private async isDue(size: number, last: { readonly size: number; readonly keptAt: Date } | undefined): Promise<boolean> {
    if (!last) return size > 0;
    if (size <= last.size) return false;
    // The signature leaves an event of its own, and would call for the next for ever.
    return this.clock.now().getTime() - last.keptAt.getTime() >= LONGEST_REST || (await this.heads.hasNews(last.size));
  }

  private async finish(): Promise<void> {
    for (const tree of await this.heads.begun((await this.heads.last())?.size ?? 0)) {
      const last = (await this.heads.last())?.size ?? 0;
      // Somebody else was here meanwhile.
      if (last >= tree.size) continue;
      const consistency = await new LogTree(this.heads.hashes, tree.size).consistency(last);
      try {
        await this.heads.keep(tree, await this.signer.sign(tree, consistency));
      } catch (error) {
        const isOvertaken = error instanceof ServiceError && error.code === 'log.inconsistent' && ((await this.heads.last())?.size ?? 0) >= tree.size;
        if (!isOvertaken) throw error;
      }
    }
  }
}
