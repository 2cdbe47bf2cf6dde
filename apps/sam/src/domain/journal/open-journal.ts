import type { HeadWitness } from '../ports/head-witness.js';
import type { Replicas } from '../ports/replicas.js';
import type { Transaction, Transactions } from '../ports/transactions.js';
import type { RowStopped } from './journal-change.js';
import { headInWords, type Head, type Mark } from './journal-entry.js';
import type { Journal } from './journal.js';
import { BrokenJournal, type JournalReading, type ReadJournal } from './read-journal.js';

/** What becomes of open activations when the last replica ended without a word. */
export type AfterUncleanEnd = 'burn' | 'keep';

/** Those who remember the head outside the database. All of them have to answer before anything is signed. */
export class HeadWitnesses {
  constructor(readonly all: readonly HeadWitness[]) {}
}

/**
 * Opens the journal, after a start and after it was closed: it is read and verified, it has to pass through every head that
 * anybody remembers, and if all replicas had ended without a word, what they left open is burned. Repeating it after a
 * failure is how it opens by itself once everything is there.
 */
export class OpenJournal {
  constructor(
    private readonly journal: Journal,
    private readonly reader: ReadJournal,
    private readonly witnesses: HeadWitnesses,
    private readonly replicas: Replicas,
    private readonly work: { readonly transactions: Transactions; readonly afterUncleanEnd: AfterUncleanEnd },
  ) {}

  /** Answers whether it is open now; why not, the journal says. @throws if database or token do not answer */
  async run(): Promise<boolean> {
    try {
      const heads = await this.knownHeads();
      await this.replicas.join(async (isAlone) => {
        const reading = await this.reader.run(heads);
        await this.begin(reading, isAlone);
      });
      return true;
    } catch (error) {
      if (error instanceof BrokenJournal) this.journal.close({ cause: error.kind, detail: error.message });
      else if (error instanceof WitnessAway) this.journal.close({ cause: 'opening', detail: error.message });
      else throw error;
      return false;
    }
  }

  /** What anybody remembers, this replica first. */
  async knownHeads(): Promise<readonly Head[]> {
    const own = this.journal.head.sequence > 0 ? [this.journal.head] : [];
    const others = await Promise.all(
      this.witnesses.all.map(async (witness) => {
        const kept = await witness.newest().catch((cause: unknown) => {
          throw new WitnessAway(`${witness.name} cannot be asked how far the journal was`, { cause });
        });
        const head = kept && this.journal.seal.recognise(kept);
        // Whoever keeps what the SAM did not give away may have lost what it did.
        if (kept && !head) throw new BrokenJournal('forged', `${witness.name} keeps a head that is not the SAM’s`);
        return head ? [head] : [];
      }),
    );
    return [...own, ...others.flat()];
  }

  private async begin({ memory, isClosedInOrder }: JournalReading, isAlone: boolean): Promise<void> {
    const before = this.journal.known;
    // A replica that lives and was closed for a while knows what it did; only a start does not.
    const isUnclean = isAlone && !isClosedInOrder && before.head.sequence === 0;
    const stops = before.stopsBeyond(memory);
    this.journal.adopt(memory);
    try {
      if (isUnclean && this.work.afterUncleanEnd === 'burn') await this.burn(stops);
      else if (stops.length > 0) await this.work.transactions.run(async (transaction) => this.enter(transaction, { kind: 'joined' }, stops));
      memory.keep(before, 0);
    } catch (error) {
      this.journal.adopt(before);
      throw error;
    }
    this.journal.open();
  }

  private burn(stops: readonly RowStopped[]): Promise<void> {
    const { head } = this.journal;
    const epoch = head.epoch + 1;
    return this.work.transactions.run(async (transaction) => {
      this.enter(transaction, { kind: 'unclean-end', epoch }, stops);
      transaction.record({
        type: 'journal-epoch-raised',
        actor: { kind: 'system', id: 'sam' },
        outcome: 'success',
        cause: 'every replica had ended without a word',
        particulars: { head: headInWords(head), epoch: String(epoch) },
      });
    });
  }

  /** With the stops that were made while the journal was closed. */
  private enter(transaction: Transaction, mark: Mark, stops: readonly RowStopped[]): void {
    transaction.mark(mark);
    for (const stop of stops) transaction.enter(stop);
  }
}

/** Somebody who remembers a head does not answer: for the moment nobody knows whether the journal is whole. */
class WitnessAway extends Error {
  override readonly name = 'WitnessAway';
}
