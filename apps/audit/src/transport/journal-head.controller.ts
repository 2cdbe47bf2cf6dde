import { Controller } from '@nestjs/common';
import { describeJournalHead, keepJournalHead, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers } from '@paraph/platform';
import { JournalHeads } from '../domain/journal-heads.js';

/** Remembers for the SAM how far its journal was: a database of the SAM that was put back does not know it. */
@Controller()
export class JournalHeadController {
  constructor(private readonly heads: JournalHeads) {}

  @Answers(keepJournalHead)
  async keep(head: RequestOf<typeof keepJournalHead>): Promise<ReplyOf<typeof keepJournalHead>> {
    return { kept: await this.heads.keep(head) };
  }

  @Answers(describeJournalHead)
  async describe(): Promise<ReplyOf<typeof describeJournalHead>> {
    const head = await this.heads.newest();
    return head ? { head } : {};
  }
}
