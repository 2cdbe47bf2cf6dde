import { ServiceError, type EntryKind } from '@paraph/contracts';
import { newId, type Clock } from '@paraph/kernel';
import { actorOf, type Reader } from '../readers/reader.js';
import type { OwnRecord } from '../own-record.js';
import { workingDay } from './working-day.js';

/** A clock may be so far ahead of ours. */
const AHEAD_MS = 60_000;

/** What somebody writes down by hand. */
export interface Entry {
  readonly kind: EntryKind;
  readonly says: string;
  readonly happenedAt: Date;
  readonly present: readonly string[];
  readonly accountable: string;
  readonly reason?: string;
}

/** Writes down what no system sees: on the same working day, or with the reason why it is later (AUD-01). */
export class MakeEntry {
  constructor(
    private readonly record: OwnRecord,
    private readonly clock: Clock,
    private readonly timeZone: string,
  ) {}

  /** @throws ServiceError request.invalid for what has not happened yet, and for what is late without a reason */
  async run(reader: Reader, { kind, says, happenedAt, present, accountable, reason }: Entry): Promise<string> {
    const now = this.clock.now();
    if (happenedAt.getTime() > now.getTime() + AHEAD_MS) throw new ServiceError('request.invalid', 'happenedAt has not been yet');
    const isLate = workingDay(now, this.timeZone) > workingDay(happenedAt, this.timeZone);
    if (isLate && reason === undefined) throw new ServiceError('request.invalid', 'later than on its working day an entry says why: give a reason');
    const entryId = newId('ent');
    await this.record.write({
      type: 'entry-made',
      actor: actorOf(reader),
      outcome: 'success',
      present: [...present],
      ...(reason === undefined ? {} : { cause: reason }),
      particulars: { entryId, kind, happenedAt: happenedAt.toISOString(), accountable, says, isLate: String(isLate) },
    });
    return entryId;
  }
}
