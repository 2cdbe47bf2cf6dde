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

  /** The last head by the signer's own memory; undefined if it has signed none. */
  abstract last(): Promise<HashTree | undefined>;
}

/** Whoever keeps a record of what the signer forgot. */
export abstract class SignerRecord {
  /** The signer was put back: it remembers a head over so many events, and we keep a later one of its. */
  abstract putBack(remembers: number, signed: number): Promise<void>;
}

/** A log of which nobody hears anything for so long has its head signed all the same. Milliseconds. */
const LONGEST_REST = 3_600_000;

/** Has the head of the log signed, so that nobody can rewrite what was there: each head proves that it extends the one before. */
export class SignHeads {
  constructor(
    private readonly heads: TreeHeads,
    private readonly signer: HeadSigner,
    private readonly record: SignerRecord,
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
      try {
        await this.heads.keep(tree, await this.signer.sign(tree, await this.consistency(tree, last)));
      } catch (error) {
        if (!isInconsistent(error)) throw error;
        if (((await this.heads.last())?.size ?? 0) < tree.size) await this.extendWhatIsRemembered(tree, { last, refusal: error });
      }
    }
  }

  /**
   * A SAM whose database was put back, with its quorum's consent, remembers an earlier head. That head is one of ours, so the tree extends it
   * too, and is proven to. A head that we never had is another log's: then the refusal stands.
   */
  private async extendWhatIsRemembered(tree: HashTree, { last, refusal }: { readonly last: number; readonly refusal: ServiceError }): Promise<void> {
    const remembered = await this.signer.last();
    const size = remembered?.size ?? 0;
    const own = await this.heads.find(size);
    const isOurs = remembered === undefined || (own !== undefined && Buffer.compare(own.root, remembered.root) === 0);
    if (size >= last || !isOurs) throw refusal;
    await this.record.putBack(size, last);
    await this.heads.keep(tree, await this.signer.sign(tree, await this.consistency(tree, size)));
  }

  private consistency({ size }: HashTree, from: number): Promise<readonly Uint8Array[]> {
    return new LogTree(this.heads.hashes, size).consistency(from);
  }
}

function isInconsistent(error: unknown): error is ServiceError {
  return error instanceof ServiceError && error.code === 'log.inconsistent';
}
