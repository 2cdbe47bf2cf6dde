import { ServiceError } from '@paraph/contracts';
import { BLOCK } from '@paraph/merkle';
import type { EventLog } from '../event-log.js';
import type { HeadSigner } from '../sign-heads.js';
import type { SignedHead, TreeHeads } from '../tree-heads.js';
import { GrowingTree, type KeptSubtree } from './growing-tree.js';
import type { LogFault, LogPortion, LogPortions } from './log-portion.js';

/** Events that are looked at by one statement. */
const PORTION = 16_384;
/** Heads that are held at a time. */
const HEADS = 500;
/** Faults of a kind that are named: one that was inserted makes all behind it wrong. */
const MOST = 3;
/** Portions that are fetched while one is worked on: the database has more than one processor. */
const AHEAD = 2;

/** What a look at the whole log found. */
export interface LogCheck {
  /** Events there were when it began. */
  readonly size: number;
  readonly rehashed: number;
  /** Signed heads that were compared. */
  readonly heads: number;
  /** Whether the SAM's own memory of the last head was compared too: it is away now and then. */
  readonly signer: 'compared' | 'away' | 'none';
  /** By position; empty where everything is as it was. */
  readonly faults: readonly LogFault[];
}

/**
 * Looks at the whole log: every text against its leaf hash, every leaf under the kept hashes, every signed head over what is there, and the last one
 * against the memory of whoever signed it. It holds one portion at a time. It is our own word: an auditor has `paraph-verify`.
 */
export class CheckLog {
  constructor(
    private readonly heads: TreeHeads,
    private readonly log: EventLog,
    private readonly portions: LogPortions,
    private readonly signer: HeadSigner,
  ) {}

  async run(signal?: AbortSignal): Promise<LogCheck> {
    const faults = new FaultList();
    // What is asked first is over no more than what is looked at then.
    const remembered = await this.remembered();
    const last = await this.heads.last();
    const size = await this.heads.logSize();

    // 1. Every event, and the tree that all of them make.
    const walk = new Walk(this.heads, size, faults);
    const compared = walk.expect(typeof remembered === 'object' ? remembered : undefined);
    let rehashed = 0;
    for await (const portion of this.read(size, signal)) {
      rehashed += portion.rehashed;
      for (const fault of portion.faults) faults.add(fault);
      await walk.go(portion);
    }

    // 2. What the log says of itself: its size, its last heads, its sequences.
    if (last && last.size > size) faults.add({ kind: 'tail-cut', position: size, detail: `a signed head is over ${last.size} events` });
    const extra = await this.portions.beyond(size);
    // Events may have come meanwhile; then the log says so.
    if (extra > (await this.heads.logSize()) - size) faults.add({ kind: 'size-wrong', position: size, detail: `${extra} events stand behind the end` });
    for (const { source, missing } of await this.log.sequences())
      if (missing[0] !== undefined) faults.add({ kind: 'sequence-gap', position: 0, detail: `${source} has no event ${missing[0]}` });
    return { size, rehashed, heads: walk.compared, signer: compared ? 'compared' : remembered === 'away' ? 'away' : 'none', faults: faults.sorted() };
  }

  /** Some portions are fetched while the one before them is worked on. */
  private async *read(size: number, signal: AbortSignal | undefined): AsyncGenerator<LogPortion> {
    const fetched: Promise<LogPortion>[] = [];
    const fetch = (from: number): void => {
      if (from >= size) return;
      const portion = this.portions.look(from, Math.min(from + PORTION, size));
      // Whoever stops early does not leave it unheard.
      portion.catch(() => undefined);
      fetched.push(portion);
    };
    for (let ahead = 0; ahead < AHEAD; ahead += 1) fetch(ahead * PORTION);
    for (let from = 0; from < size; from += PORTION) {
      signal?.throwIfAborted();
      const portion = await fetched.shift();
      fetch(from + AHEAD * PORTION);
      if (portion) yield portion;
    }
  }

  private async remembered() {
    try {
      return (await this.signer.last()) ?? 'none';
    } catch (error) {
      if (error instanceof ServiceError) return 'away';
      throw error;
    }
  }
}

/** Goes along the leaves, and compares what stands over them. */
class Walk {
  compared = 0;
  readonly #tree = new GrowingTree();
  #isBroken = false;
  #heads: SignedHead[] = [];
  #afterHead = 0;
  #agreed = 0;
  #remembered: { readonly size: number; readonly root: Uint8Array } | undefined;
  #kept: { readonly name: string; readonly hashes: readonly Uint8Array[] } | undefined;

  constructor(
    private readonly heads: TreeHeads,
    private readonly size: number,
    private readonly faults: FaultList,
  ) {}

  /** What the signer remembers is compared on the way. */
  expect(remembered: { readonly size: number; readonly root: Uint8Array } | undefined): boolean {
    this.#remembered = remembered;
    if (remembered && remembered.size > this.size)
      this.faults.add({ kind: 'signer-contradicted', position: this.size, detail: `the SAM has signed a head over ${remembered.size} events` });
    return remembered !== undefined;
  }

  async go({ leafHashes, faults }: LogPortion): Promise<void> {
    // Behind an empty position no leaf is in its place.
    if (this.#isBroken) return;
    for (const leaf of leafHashes) {
      for (const subtree of this.#tree.add(leaf)) await this.compareKept(subtree);
      if (this.#heads.length === 0 && this.#afterHead >= 0) await this.fetchHeads();
      if (this.#heads[0]?.size === this.#tree.size) this.compareHead(this.#heads[0]);
      if (this.#remembered?.size === this.#tree.size) this.compareRemembered(this.#remembered.root);
    }
    this.#isBroken = faults.some(({ kind }) => kind === 'position-empty');
  }

  private async compareKept({ level, index, hash }: KeptSubtree): Promise<void> {
    const block = Math.floor(index / BLOCK);
    const name = `${level}/${block}`;
    if (this.#kept?.name !== name) this.#kept = { name, hashes: await this.heads.hashes.read(level, block) };
    const kept = this.#kept.hashes[index % BLOCK];
    // The last ones are kept when the next head is signed.
    if (kept === undefined || Buffer.compare(kept, hash) === 0) return;
    const leaves = BLOCK ** level;
    const [first, last] = [index * leaves, (index + 1) * leaves - 1];
    this.faults.add({ kind: 'tree-edited', position: first, detail: `the kept hash over ${first} to ${last} is not of these events` });
  }

  private async fetchHeads(): Promise<void> {
    this.#heads = [...(await this.heads.list(this.#afterHead, HEADS))];
    this.#afterHead = this.#heads.at(-1)?.size ?? -1;
  }

  private compareHead(head: SignedHead): void {
    this.#heads.shift();
    this.compared += 1;
    const isOver = Buffer.compare(head.root, this.#tree.root()) === 0;
    if (isOver && saysWhatItIs(head)) this.#agreed = head.size;
    else
      this.faults.add({
        kind: 'head-contradicted',
        position: this.#agreed,
        detail: isOver ? `the head of ${head.size} has another text than it is kept for` : `the head of ${head.size} is not over these events`,
      });
  }

  private compareRemembered(root: Uint8Array): void {
    if (Buffer.compare(root, this.#tree.root()) === 0) return;
    const { size } = this.#tree;
    this.faults.add({ kind: 'signer-contradicted', position: 0, detail: `the SAM has signed another head of ${size} events than these make` });
  }
}

/** Whether the signed text is over the size and root that it is kept under. Who signed it is looked at by whoever has the key. */
function saysWhatItIs({ head, size, root }: SignedHead): boolean {
  try {
    // Whatever the members are, they are compared.
    const said = JSON.parse(Buffer.from(head.split('.')[1] ?? '', 'base64url').toString()) as { readonly size?: unknown; readonly root?: unknown };
    return said.size === size && said.root === Buffer.from(root).toString('base64url');
  } catch {
    return false;
  }
}

/** The first few faults of each kind. */
class FaultList {
  readonly #all: LogFault[] = [];

  add(fault: LogFault): void {
    if (this.#all.filter(({ kind }) => kind === fault.kind).length < MOST) this.#all.push(fault);
  }

  sorted(): readonly LogFault[] {
    return this.#all.toSorted((one, other) => one.position - other.position);
  }
}
