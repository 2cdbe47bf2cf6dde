import { toBase64Url, type Clock } from '@paraph/kernel';
import { LogTree } from '@paraph/merkle';
import type { SignedHead, TreeHeads } from '../tree-heads.js';
import { WitnessBroken, type WitnessedSoFar, type WitnessFile, type WitnessFiles } from './witness-file.js';
import type { WitnessRecord } from './witness-record.js';

/** What became of one file. */
export type Witnessing = 'grown' | 'unchanged' | 'contradicted';

interface Followed {
  lines: number;
  size: number;
  digest: string | undefined;
  isContradicted: boolean;
}

/**
 * Writes heads to files outside of the database (AUD-04). Before the first line of this process the file's last head is compared with the log:
 * one that is not ours means that the database was put back or rewritten, and from then on nothing is added to that file.
 */
export class WitnessHeads {
  private readonly followed = new Map<string, Followed>();

  constructor(
    private readonly heads: TreeHeads,
    private readonly files: WitnessFiles,
    private readonly record: WitnessRecord,
    private readonly clock: Clock,
  ) {}

  /** Adds the last head to each file that has not got it yet. */
  async run(): Promise<ReadonlyMap<string, Witnessing>> {
    const head = await this.heads.last();
    const done = new Map<string, Witnessing>();
    for (const file of this.files.all) done.set(file.name, await this.witness(file, head));
    return done;
  }

  private async witness(file: WitnessFile, head: SignedHead | undefined): Promise<Witnessing> {
    const known = this.followed.get(file.name);
    // On a disk that replicas share another may have had the turn before; and whatever else was done to the file is seen here too.
    const isKnown = known !== undefined && (known.isContradicted || (await file.isAsLeft()));
    const followed = isKnown ? known : await this.begin(file, known === undefined);
    this.followed.set(file.name, followed);
    if (followed.isContradicted) return 'contradicted';
    if (!head || head.size <= followed.size) return 'unchanged';
    followed.digest = await file.append({
      format: 'paraph-witness',
      version: 1,
      size: head.size,
      root: toBase64Url(head.root),
      head: head.head,
      witnessedAt: this.clock.now().toISOString(),
      ...(followed.digest === undefined ? {} : { previous: followed.digest }),
    });
    followed.size = head.size;
    followed.lines += 1;
    return 'grown';
  }

  private async begin(file: WitnessFile, isStart: boolean): Promise<Followed> {
    const read = await readOrBroken(file);
    const size = read instanceof WitnessBroken ? undefined : (read.last?.line.size ?? 0);
    const cause = read instanceof WitnessBroken ? read.message : await this.whyNotExtended(read);
    if (cause !== undefined) {
      await this.record.contradicted(file.name, size, cause);
      return { lines: 0, size: 0, digest: undefined, isContradicted: true };
    }
    const { lines, last } = read as WitnessedSoFar;
    if (isStart) await this.record.witnessed(file.name, size ?? 0, lines);
    return { lines, size: size ?? 0, digest: last?.digest, isContradicted: false };
  }

  /** Why the log is not one that has grown from the last head of a file; undefined where it is. */
  private async whyNotExtended({ last }: WitnessedSoFar): Promise<string | undefined> {
    if (!last) return undefined;
    const { size, root } = last.line;
    const now = await this.heads.logSize();
    if (now < size) return `the log has ${now} events and had ${size}`;
    // A log that was put back and filled again may have the events and no head over them yet.
    await this.heads.keepSubtrees({ from: Math.min((await this.heads.last())?.size ?? 0, size), to: size });
    // Not the kept head but the leaves themselves: heads could have been replaced along with them.
    const own = await new LogTree(this.heads.hashes, size).root();
    return toBase64Url(own) === root ? undefined : `the first ${size} events are not those that were witnessed`;
  }
}

async function readOrBroken(file: WitnessFile): Promise<WitnessedSoFar | WitnessBroken> {
  try {
    return await file.read();
  } catch (error) {
    if (error instanceof WitnessBroken) return error;
    throw error;
  }
}
