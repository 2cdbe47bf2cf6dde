import type { Clock } from '@paraph/kernel';
import type { Messengers } from './messengers.js';
import { type Letter, type LetterEnd, type NoticeBook, type NoticeDays } from './notice-book.js';

/** Looked at in one go. */
const PAGE = 200;
/** An hour between tries, for three days: what then did not go is told by the next notice, or by nobody. */
const AGAIN_MS = 3_600_000;
const TRIES = 72;

/** What a round did. */
export interface Told {
  readonly sent: number;
  readonly nobody: number;
  readonly failures: readonly unknown[];
}

/** Tells signers and subscribers of certificates that end soon. It is begun by one replica at a time, and may be broken off anywhere. */
export class TellEndings {
  constructor(
    private readonly book: NoticeBook,
    private readonly messengers: Messengers,
    private readonly days: NoticeDays,
    private readonly clock: Clock,
  ) {}

  async run(signal: AbortSignal): Promise<Told> {
    // 1. Write down who is to be told of what, so that a crash neither forgets nor repeats it.
    for (let page = PAGE; page === PAGE && !signal.aborted;) {
      const now = this.clock.now();
      const endings = await this.book.endingSoon(now, this.days, PAGE);
      await this.book.plan(endings, now);
      page = endings.length;
    }
    // 2. Tell them.
    const told = { sent: 0, nobody: 0 };
    const failures: unknown[] = [];
    for (let page = PAGE; page === PAGE && !signal.aborted;) {
      const letters = await this.book.letters(this.clock.now(), PAGE);
      for (const letter of letters) {
        if (signal.aborted) break;
        const end = await this.tell(letter, failures);
        if (end.state === 'sent' || end.state === 'nobody') told[end.state] += 1;
        await this.book.settle(letter, end);
      }
      page = letters.length;
    }
    return { ...told, failures };
  }

  private async tell(letter: Letter, failures: unknown[]): Promise<LetterEnd> {
    try {
      return { state: (await this.messengers.tell(letter)) ? 'sent' : 'nobody' };
    } catch (failure) {
      failures.push(failure);
      if (letter.tries + 1 >= TRIES) return { state: 'failed' };
      return { state: 'due', nextTryAt: new Date(this.clock.now().getTime() + AGAIN_MS) };
    }
  }
}
