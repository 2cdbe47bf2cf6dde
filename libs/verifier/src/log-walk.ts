import { leafHash, toBase64Url, toHex } from '@paraph/kernel';
import { Frontier } from '@paraph/merkle';
import type { Findings } from './findings.js';
import { readHead, type HeadKey, type SeenHead } from './signed-head.js';
import { SourceSequences } from './source-sequences.js';
import { logWords } from './words/log-words.js';
import { places } from './words/places.js';
import type { Words } from './words/words.js';

/** An event as it is exported: its place and its exact text, and its hash where the export has it. */
export interface ExportedEvent {
  readonly position: number;
  readonly leaf: string;
  /** Hexadecimal. */
  readonly leafHash?: string;
}

/** Heads that the log is held against, the smallest first, and who has them. */
export interface SeenHeads {
  readonly by: string;
  readonly heads: AsyncIterable<SeenHead> | Iterable<SeenHead>;
  /** What it means that one is over more events than there are: that the end was cut off, or that it belongs to what comes later. */
  readonly beyond: 'doubt' | 'open';
}

/** What an event says of itself, as far as the walk looks. */
export interface Leaf {
  readonly source: string;
  readonly sequence: number;
  readonly type: string;
  readonly particulars: Readonly<Record<string, unknown>>;
}

/** Reads heads of one keeper in step with the events. */
interface HeadsInStep {
  readonly by: string;
  readonly beyond: SeenHeads['beyond'];
  readonly iterator: AsyncIterator<SeenHead, undefined> | Iterator<SeenHead, undefined>;
  next: SeenHead | undefined;
  matched: number;
  wrong: number;
  /** Over how many events the last one was that is right. */
  right: number;
}

/**
 * Goes through a log in its order, once, and holds it against every head that somebody has: the root over the very events that came, at the size that
 * was signed (RFC 9162 section 2.1.1). Keeps a few dozen hashes and where each source is, however long the log.
 */
export class LogWalk {
  readonly sequences = new SourceSequences();
  #frontier: Frontier;
  readonly #keepers: HeadsInStep[] = [];
  #expected: number;

  constructor(
    private readonly findings: Findings,
    private readonly key: HeadKey | undefined,
    /** Where it begins: behind what these subtrees stand for. */ from = new Frontier(),
  ) {
    this.#frontier = new Frontier(from.size, from.hashes);
    this.#expected = from.size;
  }

  get size(): number {
    return this.#frontier.size;
  }

  get frontier(): Frontier {
    return new Frontier(this.#frontier.size, this.#frontier.hashes);
  }

  /** Holds the log against more heads from here on. Those over less than what was walked are passed over. */
  async holdAgainst({ by, heads, beyond }: SeenHeads): Promise<void> {
    const iterator = Symbol.asyncIterator in heads ? heads[Symbol.asyncIterator]() : heads[Symbol.iterator]();
    const keeper: HeadsInStep = { by, beyond, iterator, next: undefined, matched: 0, wrong: 0, right: this.size };
    do await this.#step(keeper);
    while (keeper.next && keeper.next.size < this.size);
    this.#keepers.push(keeper);
    await this.#meet(keeper);
  }

  /** Goes on behind a part that is not there: what was doubted stays doubted, and what follows is verified on its own. */
  async goOnFrom(frontier: Frontier): Promise<void> {
    this.#frontier = new Frontier(frontier.size, frontier.hashes);
    this.#expected = frontier.size;
    for (const keeper of this.#keepers) await this.#meet(keeper);
  }

  /** The next event. */
  async add({ position, leaf, leafHash: said }: ExportedEvent): Promise<Leaf | undefined> {
    const where = places.position(position);
    if (position !== this.#expected) this.findings.doubt(logWords.positionMissing(this.#expected, position), where);
    this.#expected = position + 1;
    const hash = leafHash(leaf);
    if (said !== undefined && said !== toHex(hash)) this.findings.doubt(logWords.anotherHash, where);
    const read = readLeaf(leaf);
    if (!read) this.findings.doubt(logWords.noEvent, where);
    else this.#count(read, where);
    this.#frontier.append(hash);
    for (const keeper of this.#keepers) await this.#meet(keeper);
    return read;
  }

  /** Tells what became of a keeper's heads, once the log is over. */
  async end(): Promise<void> {
    for (const keeper of this.#keepers) {
      if (keeper.next) await this.#beyond(keeper);
      if (keeper.wrong > 1) this.findings.doubt(logWords.headsWrong(keeper.wrong - 1, keeper.by));
      if (keeper.matched > 0 && keeper.wrong === 0) this.findings.prove(logWords.headsRight(keeper.matched, keeper.by, keeper.right));
    }
  }

  async #beyond(keeper: HeadsInStep): Promise<void> {
    const size = keeper.next?.size ?? 0;
    let count = 0;
    for (; keeper.next; await this.#step(keeper)) count += 1;
    if (keeper.beyond === 'doubt') this.findings.doubt(logWords.endCut(count, keeper.by, this.size, size), places.position(this.size));
    else this.findings.leaveOpen(logWords.comesLater(count, keeper.by, this.size, size));
  }

  #count({ source, sequence, type, particulars }: Leaf, where: Words): void {
    if (!this.sequences.add(source, sequence)) this.findings.doubt(logWords.numberTwice(sequence, source), where);
    if (source !== 'audit' || type !== 'event-refused') return;
    const [of, number] = [particulars['source'], Number(particulars['sequence'])];
    if (typeof of === 'string' && Number.isSafeInteger(number)) this.sequences.setAside(of, number);
  }

  /** Checks the heads over exactly as many events as there were. */
  async #meet(keeper: HeadsInStep): Promise<void> {
    for (; keeper.next && keeper.next.size <= this.size; await this.#step(keeper)) if (keeper.next.size === this.size) this.#judge(keeper, keeper.next);
  }

  #judge(keeper: HeadsInStep, head: SeenHead): void {
    const where = places.headOf(head.size, keeper.by);
    const signed = this.key && readHead(head, this.key);
    if (signed && !('signedAt' in signed)) return this.findings.doubt(signed, where);
    keeper.matched += 1;
    if (toBase64Url(this.#frontier.root()) === head.root) {
      keeper.right = head.size;
      return;
    }
    keeper.wrong += 1;
    if (keeper.wrong === 1) this.findings.doubt(logWords.eventsDiffer(keeper.right, head.size - 1), where);
  }

  async #step(keeper: HeadsInStep): Promise<void> {
    const before = keeper.next;
    const step: IteratorResult<SeenHead, undefined> = await keeper.iterator.next();
    keeper.next = step.done === true ? undefined : step.value;
    if (before && keeper.next && keeper.next.size < before.size) this.findings.doubt(logWords.headsUnordered, places.headOf(keeper.next.size, keeper.by));
  }
}

function readLeaf(leaf: string): Leaf | undefined {
  try {
    const { source, sequence, type, particulars } = JSON.parse(leaf) as Partial<Leaf>;
    if (typeof source !== 'string' || typeof type !== 'string' || typeof sequence !== 'number' || !Number.isSafeInteger(sequence) || sequence < 1)
      return undefined;
    return { source, sequence, type, particulars: particulars ?? {} };
  } catch {
    return undefined;
  }
}
