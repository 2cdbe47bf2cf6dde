import { headInWords } from '../../journal/journal-entry.js';
import type { Reopening, ReopenJournal } from '../../journal/reopen-journal.js';
import type { ActOf } from '../proposal.js';
import { Act, type About, type PreparedAct } from './act.js';

/** Has the SAM sign again although entries of its journal are lost. The approvers read what is known of them. */
export class ReopenClosedJournal extends Act<'reopen-journal'> {
  constructor(private readonly reopening: ReopenJournal) {
    super();
  }

  override async about(_act: ActOf<'reopen-journal'>): Promise<About> {
    return inWords(await this.reopening.prepare());
  }

  override async prepare({ reason }: ActOf<'reopen-journal'>): Promise<PreparedAct> {
    const prepared = await this.reopening.prepare();
    return {
      write: (transaction) => {
        this.reopening.write(transaction, prepared, { who: 'quorum', reason });
        return Promise.resolve();
      },
    };
  }
}

function inWords({ found, lost, epoch, memory }: Reopening): About {
  return {
    found: found.sequence === 0 ? '–' : headInWords(found),
    lost: lost.map(headInWords).join(', ') || '–',
    epochThen: String(epoch),
    stopsFound: String(memory.size),
  };
}
