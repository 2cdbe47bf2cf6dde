import { ServiceError } from '@paraph/contracts';
import type { Transaction } from '../ports/transactions.js';
import { headInWords, isBeyond, type Head } from './journal-entry.js';
import type { JournalMemory } from './journal-memory.js';
import type { WitnessedHead } from './journal-seal.js';
import type { Journal } from './journal.js';
import type { HeadWitnesses } from './open-journal.js';
import type { ReadJournal } from './read-journal.js';

/** No epoch is raised further than this at once: a witness that names any number shall not use them up. */
const HIGHEST_LEAP = 1_000;

/** A reopening that is ready: what is left is to write. */
export interface Reopening {
  /** Where the journal goes on, in the database as it is. */
  readonly found: Head;
  /** What anybody remembers, furthest first. */
  readonly lost: readonly Head[];
  readonly epoch: number;
  readonly memory: JournalMemory;
}

/** Who decided that it goes on, and why. */
export interface Decided {
  readonly who: 'quorum' | 'officer';
  readonly reason: string;
}

/**
 * Has the journal go on after entries are lost: from whatever the database has, in an epoch above every known one, so that
 * nothing that was open before is ever signed. Only people decide that (a quorum, or the token's officer): whoever could have
 * it done by himself could undo stops.
 */
export class ReopenJournal {
  constructor(
    private readonly journal: Journal,
    private readonly reader: ReadJournal,
    private readonly witnesses: HeadWitnesses,
  ) {}

  /** @param atLeast an epoch that somebody who cannot be asked is known to remember @throws `proposal.impossible` while it is open */
  async prepare(atLeast = 0): Promise<Reopening> {
    if (!this.journal.closed) throw new ServiceError('proposal.impossible', 'the journal is not closed');
    const memory = await this.reader.asFound();
    const kept = await this.kept();
    const known = [this.journal.head, ...kept.flatMap((head) => this.journal.seal.recognise(head) ?? [])].filter(({ sequence }) => sequence > 0);
    const lost = known.filter((head) => isBeyond(head, memory.head)).sort((one, other) => (isBeyond(one, other) ? -1 : 1));
    const highest = Math.max(memory.head.epoch, atLeast, ...known.map(({ epoch }) => epoch));
    const claimed = Math.max(highest, ...kept.map(({ epoch }) => epoch));
    return { found: memory.head, lost, epoch: Math.min(claimed, highest + HIGHEST_LEAP) + 1, memory };
  }

  /** Writes the entry that reopens; the journal is open once the transaction has committed. */
  write(transaction: Transaction, { memory, lost, epoch, found }: Reopening, { who, reason }: Decided): void {
    this.journal.reopenFrom(memory);
    transaction.mark({ kind: 'reopened', epoch, by: who, lost: lost.map((head) => ({ epoch: head.epoch, sequence: head.sequence })) });
    transaction.record({
      type: 'journal-epoch-raised',
      actor: { kind: 'operator', id: who },
      outcome: 'success',
      cause: 'reopened after entries were lost',
      particulars: { reason, epoch: String(epoch), found: headInWords(found), lost: lost.map(headInWords).join(' ') },
    });
  }

  // Who does not answer is left out: it is people who decide, and they are told who was asked.
  private async kept(): Promise<readonly WitnessedHead[]> {
    const answers = await Promise.allSettled(this.witnesses.all.map((witness) => witness.newest()));
    return answers.flatMap((answer) => (answer.status === 'fulfilled' && answer.value ? [answer.value] : []));
  }
}
