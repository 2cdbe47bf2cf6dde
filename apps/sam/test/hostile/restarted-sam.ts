import { MemoryWitness, Replica, type Surroundings } from '../journal-world.js';
import type { World } from '../world.js';

const MINUTE = 60_000;

/** A world's SAM as a process that ends and begins again, with audit and the token beside it, and a database that copies itself. */
export class RestartedSam {
  readonly audit = new MemoryWitness('audit', true);
  readonly token = new MemoryWitness('token', false);
  private readonly around: Surroundings;
  private replica: Replica | undefined;

  private constructor(private readonly world: World) {
    const { transactions } = world.stores;
    this.around = {
      clock: world.clock,
      rows: transactions.journalRows,
      transactions: (journal) => {
        transactions.journal = journal;
        return transactions;
      },
      audit: this.audit,
      token: this.token,
      there: new Set(),
    };
  }

  /** A process over the world's stores, which has just begun. */
  static async over(world: World): Promise<RestartedSam> {
    const sam = new RestartedSam(world);
    await sam.start();
    return sam;
  }

  get now(): Replica {
    if (!this.replica) throw new Error('the SAM was not started');
    return this.replica;
  }

  /** Why nothing is signed, if so. */
  get closed(): string | undefined {
    return this.now.journal.closed?.cause;
  }

  /** A process that remembers nothing. It need not open. */
  async start(): Promise<void> {
    this.replica = await Replica.start(this.around);
  }

  /** It ends without a word. */
  kill(): Promise<void> {
    return this.now.kill();
  }

  /** It ends in order. */
  async stop(): Promise<void> {
    await this.now.watch.end();
    await this.now.kill();
  }

  /** A round of the timer. Where it closes the journal, that is what it is for. */
  async look(): Promise<void> {
    await this.now.watch.run({ evenIfEarly: true }).catch(() => undefined);
  }

  /** A copy of the whole database. Calling what comes back puts it there again: every MAC in it is genuine. */
  dump(): () => void {
    const { records, keys, activations, journal, jobs, evidence, transactions } = this.world.stores;
    const tables: readonly Map<string, unknown>[] = [
      ...[records.table, keys.table, activations.table, journal.table, journal.endings],
      ...[jobs.table, jobs.announcements, evidence.used, evidence.exchanges],
    ];
    const copies = tables.map((table) => new Map(table));
    const entries = [...transactions.journalRows.table];
    return () => {
      tables.forEach((table, place) => {
        table.clear();
        for (const [key, row] of copies[place] ?? []) table.set(key, row);
      });
      transactions.journalRows.table.splice(0, Infinity, ...entries);
    };
  }

  /** Time in which the timer runs. */
  async pass(minutes: number): Promise<void> {
    this.world.clock.advance(minutes * MINUTE);
    await this.look();
  }
}
