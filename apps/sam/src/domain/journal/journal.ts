import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { JournalEnd } from '../ports/journal-rows.js';
import type { JournalChange, JournaledRow, Reliance } from './journal-change.js';
import { CARRY_EVERY, headInWords, isSameHead, type EntryBody, type Head, type Mark, type StoredEntry } from './journal-entry.js';
import { JournalMemory, OutdatedRows } from './journal-memory.js';
import type { Footing, JournalSeal } from './journal-seal.js';

/** Why nothing is signed. `opening`: not proven yet. `lost`: entries that were there are not there. `witness`: another process knows of more. */
export type Closure = { readonly cause: 'opening' | 'lost' | 'witness' | 'forged'; readonly detail: string };

/** Who is told of what happens to the journal. */
export interface JournalListener {
  /** It opened, or closed. */
  changed(closure: Closure | undefined): void;
  /** An entry of this replica stops something: whoever remembers the head is to hear of it soon. */
  stopped(): void;
}

/** What a transaction brings to the journal when it commits. */
export interface Brought {
  readonly changes: readonly JournalChange[];
  readonly reliances: readonly Reliance[];
  readonly mark?: Mark | undefined;
}

/** What is not written while the journal is closed. Stops, tries and revocations are: a closed journal makes nobody less safe. */
const NEEDS_JOURNAL: ReadonlySet<JournalChange['kind']> = new Set(['activation', 'tree-head', 'timestamp']);

/** How many entries are read at once, at most: every reading of `from` ends there. */
export const BATCH = 500;

/**
 * The journal as one replica knows it: a chain of MACs in which every transaction that an old row could undo has its entry.
 * The replica remembers the head of the chain and the newest version of each row. At every commit, under a lock over all
 * replicas, it finds its head in the database again, takes over what others added, holds what the transaction decided by
 * against it, and adds its own entry. Where the head is not found the database has lost what was there: the journal closes.
 */
export class Journal {
  private closure: Closure | undefined = { cause: 'opening', detail: 'the journal was not read yet' };
  private memory: JournalMemory;
  private reopening: JournalMemory | undefined;
  /** Stops whose transaction began while it was closed and ended when it was open: the next entry says them. */
  private late: JournalChange[] = [];
  private listener: JournalListener | undefined;

  constructor(
    readonly seal: JournalSeal,
    private readonly clock: Clock,
  ) {
    this.memory = new JournalMemory(seal.beginning);
  }

  get head(): Footing {
    return this.memory.head;
  }

  get epoch(): number {
    return this.memory.head.epoch;
  }

  /** Why nothing is signed; absent when it is open. */
  get closed(): Closure | undefined {
    return this.closure;
  }

  /** How many rows are remembered. */
  get size(): number {
    return this.memory.size;
  }

  get known(): JournalMemory {
    return this.memory;
  }

  /** Has somebody told of what happens to it. */
  listen(listener: JournalListener): void {
    this.listener = listener;
  }

  /** The newest version of a row that this replica knows of; 0 if none. */
  newest(row: JournaledRow): number {
    return this.memory.newest(row);
  }

  /** Takes over what was read and verified, and stays as closed as it was. */
  adopt(memory: JournalMemory): void {
    this.memory = memory;
  }

  /** Goes on with what it has. */
  open(): void {
    this.closure = undefined;
    this.listener?.changed(undefined);
  }

  /** Has the next transaction that says so reopen the journal from there. */
  reopenFrom(memory: JournalMemory): void {
    this.reopening = memory;
  }

  /** Nothing that needs the journal is done from here on. What is remembered stays. */
  close(closure: Closure): void {
    if (this.closure?.cause === closure.cause && this.closure.detail === closure.detail) return;
    this.closure = closure;
    this.listener?.changed(closure);
  }

  /** Whether a transaction may go on with this. Rows are compared again when it commits. @throws `journal.closed`, `record.tampered` */
  check({ changes, reliances }: Brought): void {
    const needsJournal = changes.some(({ kind }) => NEEDS_JOURNAL.has(kind)) || reliances.some(({ kind }) => kind === 'epoch');
    if (this.closure && needsJournal) throw closed();
    for (const on of reliances)
      if (on.kind === 'epoch' && on.epoch !== this.epoch) throw new ServiceError(on.otherwise, 'what it is about is of another epoch of the journal');
    const outdated = this.memory.outdated(changes, reliances);
    if (outdated.length > 0) throw new OutdatedRows(outdated);
  }

  /**
   * Adds the transaction's entry, the last thing before the commit. Answers what to `confirm` after it.
   *
   * @throws `journal.closed`, `record.tampered`, the code of an epoch that is over; everything is to be undone then
   */
  async write(end: JournalEnd, brought: Brought): Promise<StoredEntry | undefined> {
    if (brought.mark?.kind === 'reopened') return this.reopen(end, brought, brought.mark);
    this.check(brought);
    if (this.closure && !brought.mark) return undefined;
    if (brought.changes.length === 0 && !brought.mark) {
      await this.catchUp((sequence) => end.from(sequence));
      this.check(brought);
      return undefined;
    }
    return this.add(end, brought);
  }

  /** Takes note of an entry whose transaction has committed. */
  confirm(entry: StoredEntry): void {
    if (this.reopening && entry.epoch > this.epoch && bodyOf(entry).mark?.kind === 'reopened') return this.goOn(this.reopening, entry);
    // Another transaction of this replica may have read it already.
    const isNext = entry.sequence === this.head.sequence + 1 && entry.epoch >= this.epoch && this.seal.follows(this.head.mac, entry);
    const body = bodyOf(entry);
    if (isNext) this.memory.follow(entry, body);
    if (this.late.length > 0) this.late = this.late.filter((late) => !body.changes.some((one) => JSON.stringify(one) === JSON.stringify(late)));
    if (body.changes.some(({ kind }) => kind === 'stop')) this.listener?.stopped();
  }

  /** Remembers what was written while it was closed; whoever reopens it enters the stops of it. */
  confirmAlone(changes: readonly JournalChange[]): void {
    for (const change of changes) this.memory.note(change, this.clock.now().getTime());
    if (!this.closure) this.late.push(...changes.filter(({ kind }) => kind === 'stop'));
  }

  /** Takes over what others added. @throws `journal.closed` */
  async catchUp(read: (from: number) => Promise<readonly StoredEntry[]>): Promise<void> {
    for (;;) {
      const from = this.head;
      const found = await read(from.sequence);
      this.follow(from, found);
      if (found.length < BATCH) return;
    }
  }

  /**
   * Goes on along entries that were read from a head on, which has to be the first of them. Answers how many came after it.
   *
   * @throws `journal.closed` when it is not, or one of them is no entry of this SAM's after the other
   */
  private follow(from: Head, entries: readonly StoredEntry[]): number {
    const isFound = from.sequence === 0 || (entries[0] !== undefined && isSameHead(entries[0], from));
    const rest = from.sequence === 0 ? entries : entries.slice(1);
    if (!isFound) throw this.lost('lost', `the entry ${headInWords(from)} is not in the database any more`);
    for (const entry of rest) {
      // Another transaction of this replica may have been faster.
      if (entry.sequence < this.head.sequence || isSameHead(entry, this.head)) continue;
      const isNext = entry.sequence === this.head.sequence + 1 && entry.epoch >= this.epoch && this.seal.follows(this.head.mac, entry);
      if (!isNext) throw this.lost('forged', `the entry ${headInWords(entry)} does not follow the one before it`);
      this.memory.follow(entry, bodyOf(entry));
    }
    return rest.length;
  }

  private next(after: JournalMemory, { changes, mark }: Pick<Brought, 'changes' | 'mark'>): StoredEntry {
    const carried = after.uncarried >= CARRY_EVERY ? { carried: this.memory.carriedStates } : {};
    const body: EntryBody = { at: this.clock.now().getTime(), changes, ...(mark && { mark }), ...carried };
    const entry = this.seal.next(after.head, body, mark && 'epoch' in mark ? mark.epoch : after.head.epoch);
    bodies.set(entry, body);
    return entry;
  }

  /** An entry after whatever the database has, with every stop that this replica knows and the database does not. */
  private async reopen(end: JournalEnd, { changes }: Brought, mark: Mark): Promise<StoredEntry> {
    const after = this.reopening;
    if (!after || !this.closure) throw new ServiceError('proposal.impossible', 'the journal is not closed');
    const entry = this.next(after, { mark, changes: [...changes, ...this.memory.stopsBeyond(after)] });
    const found = await end.add(entry, after.head.mac);
    const isAsRead = after.head.sequence === 0 ? found.length === 0 : found.length === 1 && Buffer.compare(found[0]?.mac ?? NO_MAC, after.head.mac) === 0;
    if (!isAsRead) throw new ServiceError('request.duplicate', 'the journal was added to meanwhile');
    return entry;
  }

  private goOn(after: JournalMemory, entry: StoredEntry): void {
    after.keep(this.memory, this.clock.now().getTime());
    after.follow(entry, bodyOf(entry));
    [this.memory, this.reopening] = [after, undefined];
    this.open();
  }

  private async add(end: JournalEnd, brought: Brought): Promise<StoredEntry> {
    for (;;) {
      const before = this.head;
      const entry = this.next(this.memory, { mark: brought.mark, changes: [...brought.changes, ...this.late] });
      // Nothing but the known head is there: what was compared before still holds, and the entry stands.
      if (this.follow(before, await end.add(entry, before.mac)) === 0) return entry;
      this.check(brought);
    }
  }

  private lost(cause: Closure['cause'], detail: string): ServiceError {
    this.close({ cause, detail });
    return closed();
  }
}

const NO_MAC = new Uint8Array();

/** Bodies of this replica's own entries: what was just written need not be read. */
const bodies = new WeakMap<StoredEntry, EntryBody>();

/** An entry's body, once its MAC has shown that this very code wrote it. */
export function bodyOf(entry: StoredEntry): EntryBody {
  return bodies.get(entry) ?? (JSON.parse(entry.body) as EntryBody);
}

/** The refusal of whatever would need the journal. */
export function closed(): ServiceError {
  return new ServiceError('journal.closed', 'nothing is signed until the journal is proven', { retryAfter: 5 });
}
