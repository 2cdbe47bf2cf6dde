import { FakeClock } from '@paraph/testing';
import type { StoredEntry } from '../src/domain/journal/journal-entry.js';
import { JournalSeal, type WitnessedHead } from '../src/domain/journal/journal-seal.js';
import { Journal } from '../src/domain/journal/journal.js';
import { HeadWitnesses, OpenJournal, type AfterUncleanEnd } from '../src/domain/journal/open-journal.js';
import { ReadJournal } from '../src/domain/journal/read-journal.js';
import { ReopenJournal } from '../src/domain/journal/reopen-journal.js';
import { WatchJournal } from '../src/domain/journal/watch-journal.js';
import { HeadWitness } from '../src/domain/ports/head-witness.js';
import type { JournalRows } from '../src/domain/ports/journal-rows.js';
import { Replicas } from '../src/domain/ports/replicas.js';
import type { Transactions } from '../src/domain/ports/transactions.js';

export const testSeal = new JournalSeal(new Uint8Array(32).fill(1), new Uint8Array(32).fill(2));

/** Somebody who remembers a head, and can be away. As audit does, it never goes back within an epoch. */
export class MemoryWitness extends HeadWitness {
  isAway = false;
  told = 0;

  constructor(
    override readonly name: string,
    override readonly hearsOthers: boolean,
    public kept?: WitnessedHead,
  ) {
    super();
  }

  override newest(): Promise<WitnessedHead | undefined> {
    return this.isAway ? Promise.reject(new Error('away')) : Promise.resolve(this.kept);
  }

  override keep(head: WitnessedHead): Promise<void> {
    if (this.isAway) return Promise.reject(new Error('away'));
    const isNewer = !this.kept || head.epoch > this.kept.epoch || (head.epoch === this.kept.epoch && head.sequence > this.kept.sequence);
    if (isNewer) this.kept = head;
    this.told += 1;
    return Promise.resolve();
  }
}

/** Replicas of one test. */
export class MemoryReplicas extends Replicas {
  constructor(
    private readonly there: Set<object>,
    private readonly me: object,
  ) {
    super();
  }

  override async join(inside: (isAlone: boolean) => Promise<void>): Promise<void> {
    await inside([...this.there].every((one) => one === this.me));
    this.there.add(this.me);
  }

  override async leave(inside: (isLast: boolean) => Promise<void>): Promise<void> {
    this.there.delete(this.me);
    await inside(this.there.size === 0);
  }

  override stay(): Promise<boolean> {
    return Promise.resolve(false);
  }

  override close(): Promise<void> {
    this.there.delete(this.me);
    return Promise.resolve();
  }
}

/** What all replicas of one SAM share. */
export interface Surroundings {
  readonly clock: FakeClock;
  readonly rows: JournalRows;
  /** Transactions of a replica that knows this of the journal. */
  readonly transactions: (journal: Journal) => Transactions;
  readonly audit: MemoryWitness;
  readonly token: MemoryWitness;
  readonly there: Set<object>;
}

/** One process of the SAM, as far as the journal is concerned. */
export class Replica {
  readonly journal: Journal;
  readonly transactions: Transactions;
  readonly opening: OpenJournal;
  readonly reopening: ReopenJournal;
  readonly watch: WatchJournal;

  constructor(
    private readonly around: Surroundings,
    afterUncleanEnd: AfterUncleanEnd = 'burn',
    readonly replicas: Replicas = new MemoryReplicas(around.there, {}),
  ) {
    const { clock, rows, audit, token } = around;
    this.journal = new Journal(testSeal, clock);
    this.transactions = around.transactions(this.journal);
    const [witnesses, reader] = [new HeadWitnesses([audit, token]), new ReadJournal(rows, testSeal, clock)];
    this.opening = new OpenJournal(this.journal, reader, witnesses, replicas, { transactions: this.transactions, afterUncleanEnd });
    this.reopening = new ReopenJournal(this.journal, reader, witnesses);
    const parts = { witnesses, replicas, transactions: this.transactions, opening: this.opening };
    this.watch = new WatchJournal(this.journal, rows, parts, (witness) => ({ everyMs: witness === token ? 60_000 : 0 }), clock);
  }

  /** A process that starts; it need not have opened. */
  static async start(around: Surroundings, afterUncleanEnd: AfterUncleanEnd = 'burn'): Promise<Replica> {
    const replica = new Replica(around, afterUncleanEnd);
    await replica.watch.run();
    return replica;
  }

  /** The process is gone without a word. */
  async kill(): Promise<void> {
    await this.replicas.close();
  }

  /** The progress of an activation is written. */
  move(id: string, version: number): Promise<void> {
    return this.transactions.run(async (transaction) => transaction.enter({ kind: 'activation', id, version }));
  }

  /** A credential is stopped. */
  stop(id: string, version: number): Promise<void> {
    return this.transactions.run(async (transaction) => transaction.enter({ kind: 'stop', of: 'binding', id, version, act: 'suspended' }));
  }

  /** Whether it takes a row for what it says it is, at its commit. */
  async accepts(kind: 'activation' | 'binding', id: string, version: number): Promise<boolean> {
    try {
      await this.transactions.run(async (transaction) => transaction.rely({ kind, id, version }));
      return true;
    } catch {
      return false;
    }
  }

  /** A recorded act has the journal go on. */
  async reopen(): Promise<void> {
    const prepared = await this.reopening.prepare();
    await this.transactions.run(async (transaction) => this.reopening.write(transaction, prepared, { who: 'quorum', reason: 'the test decided so' }));
  }
}

/** Entries with one of them changed. */
export function edited(entries: readonly StoredEntry[], sequence: number, change: Partial<StoredEntry>): StoredEntry[] {
  return entries.map((entry) => (entry.sequence === sequence ? { ...entry, ...change } : entry));
}

/** A journal's table, with the hand of whoever runs the database in it. */
export interface HostileJournal {
  readonly rows: JournalRows;
  readonly transactions: (journal: Journal) => Transactions;
  read(): Promise<StoredEntry[]>;
  /** Puts these entries in the place of all that are there. */
  put(entries: readonly StoredEntry[]): Promise<void>;
}

/** Makes a store for one test. */
export type MakeHostile = (clock: FakeClock) => Promise<HostileJournal>;

/** A store, those who remember, and one replica that has begun. */
export async function begin(make: MakeHostile): Promise<{ readonly hostile: HostileJournal; readonly around: Surroundings; readonly one: Replica }> {
  const clock = new FakeClock();
  const hostile = await make(clock);
  const { rows, transactions } = hostile;
  const around = { clock, rows, transactions, audit: new MemoryWitness('audit', true), token: new MemoryWitness('token', false), there: new Set<object>() };
  return { hostile, around, one: await Replica.start(around) };
}

/** The code that something is refused with, or `done`. */
export function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? error,
  );
}
