import type { Clock } from '@paraph/kernel';
import type { HeadWitness } from '../ports/head-witness.js';
import type { JournalRows } from '../ports/journal-rows.js';
import type { Replicas } from '../ports/replicas.js';
import type { Transactions } from '../ports/transactions.js';
import { headInWords, isBeyond, isSameHead, type Head } from './journal-entry.js';
import { BATCH, type Journal } from './journal.js';
import type { HeadWitnesses, OpenJournal } from './open-journal.js';

/** How seldom a witness is told at most; a token's memory wears out, a database's does not. */
export interface WitnessPace {
  readonly everyMs: number;
}

/** What a round could not do; the next one tries again. */
export type Trouble = { readonly witness: string; readonly error: unknown };

interface Told {
  readonly head: Head;
  readonly at: number;
}

/**
 * Looks after an open journal, every few seconds: takes over what other replicas added, compares with what the witnesses
 * remember, tells them how far it is. A closed one it tries to open.
 */
export class WatchJournal {
  private readonly told = new Map<HeadWitness, Told>();

  constructor(
    private readonly journal: Journal,
    private readonly rows: JournalRows,
    private readonly parts: {
      readonly witnesses: HeadWitnesses;
      readonly replicas: Replicas;
      readonly transactions: Transactions;
      readonly opening: OpenJournal;
    },
    private readonly pace: (witness: HeadWitness) => WitnessPace,
    private readonly clock: Clock,
  ) {}

  /** One round. Answers which witnesses could not be asked or told. @throws if the database does not answer */
  async run({ evenIfEarly = false }: { readonly evenIfEarly?: boolean } = {}): Promise<readonly Trouble[]> {
    if (this.journal.closed) return (await this.parts.opening.run()) ? this.round(true) : [];
    // A connection that was lost may have come back to another database.
    await this.parts.replicas.stay();
    return this.round(evenIfEarly);
  }

  /** Ends in order: the last replica says so in the journal, and every witness hears of it. */
  async end(): Promise<readonly Trouble[]> {
    await this.parts.replicas.leave(async (isLast) => {
      if (!isLast || this.journal.closed) return;
      await this.parts.transactions.run(async (transaction) => transaction.mark({ kind: 'closed' }));
    });
    return this.journal.closed ? [] : this.tellAll(true);
  }

  private async round(evenIfEarly: boolean): Promise<readonly Trouble[]> {
    await this.catchUp();
    const troubles: Trouble[] = [];
    for (const witness of this.parts.witnesses.all.filter(({ hearsOthers }) => hearsOthers)) {
      try {
        await this.compare(witness);
      } catch (error) {
        if (this.journal.closed) return troubles;
        troubles.push({ witness: witness.name, error });
      }
    }
    return [...troubles, ...(await this.tellAll(evenIfEarly))];
  }

  private async catchUp(): Promise<void> {
    await this.journal.catchUp((sequence) => this.rows.from(sequence, BATCH));
  }

  /** Closes the journal where a witness remembers what is not in it. */
  private async compare(witness: HeadWitness): Promise<void> {
    const kept = await witness.newest();
    const head = kept && this.journal.seal.recognise(kept);
    if (kept && !head) throw new Error('it keeps a head that is not the SAM’s');
    const told = this.told.get(witness)?.head;
    if (!head || head.epoch < this.journal.epoch || (told && isSameHead(head, told))) return;
    // What another replica told it is in the database by now.
    if (isBeyond(head, this.journal.head)) await this.catchUp();
    if (!isBeyond(head, this.journal.head) && (await this.passesThrough(head))) return;
    this.journal.close({ cause: 'witness', detail: `${witness.name} remembers ${headInWords(head)}, which is not in the database` });
    throw new Error('the journal is closed');
  }

  /** Whether the chain leads from a head to the one this replica knows. */
  private async passesThrough(head: Head): Promise<boolean> {
    const known = this.journal.head;
    let at = head;
    for (;;) {
      if (isSameHead(at, known)) return true;
      const [first, ...rest] = await this.rows.from(at.sequence, BATCH);
      if (!first || !isSameHead(first, at) || rest.length === 0) return false;
      for (const entry of rest) {
        if (entry.sequence !== at.sequence + 1 || !this.journal.seal.follows(at.mac, entry)) return false;
        at = entry;
        if (at.sequence === known.sequence) return isSameHead(at, known);
      }
    }
  }

  private async tellAll(evenIfEarly: boolean): Promise<readonly Trouble[]> {
    const [troubles, now, { head }]: [Trouble[], number, Journal] = [[], this.clock.now().getTime(), this.journal];
    if (head.sequence === 0) return [];
    for (const witness of this.parts.witnesses.all) {
      const told = this.told.get(witness);
      const isDue = evenIfEarly || !told || now - told.at >= this.pace(witness).everyMs;
      if (!isDue || (told && isSameHead(told.head, head))) continue;
      try {
        await witness.keep(this.journal.seal.witness(head));
        this.told.set(witness, { head, at: now });
      } catch (error) {
        troubles.push({ witness: witness.name, error });
      }
    }
    return troubles;
  }
}
