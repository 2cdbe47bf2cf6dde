import { ServiceError } from '@paraph/contracts';
import type { MonthCopies } from '../month-copies.js';
import type { MonthStore } from './month-store.js';

/** Whole copies without which nothing is put away (AUD-07): one of them may be lost. */
const COPIES = 2;

/** Puts the texts of a month away that stand in the archive whole, and twice. The log keeps the leaf of each event: nothing that was proven becomes unproven. */
export class RetireMonth {
  constructor(
    private readonly store: MonthStore,
    private readonly copies: MonthCopies,
  ) {}

  /**
   * @param by who answers for it
   * @returns targets that have a whole copy
   * @throws ServiceError `archive.unknown` for a month that is not over, or is retired; `archive.incomplete` without two whole copies
   */
  async run(month: string, by: string): Promise<readonly string[]> {
    const asked = (await this.store.months()).find((one) => one.month === month);
    if (asked?.to === undefined) throw new ServiceError('archive.unknown', `the log has no month ${month} that is over`);
    if (asked.retiredAt) throw new ServiceError('archive.unknown', `${month} is retired already`);
    // Read from their beginning to their end now, not when they were written.
    const copies = await this.copies.check(month);
    const whole = copies.filter(({ isWhole }) => isWhole);
    if (whole.length < COPIES) throw new ServiceError('archive.incomplete', `${month} has ${whole.length} whole copies of ${COPIES}: ${describe(copies)}`);
    await this.store.retire(month, { by, copies: whole });
    return whole.map(({ target }) => target);
  }
}

function describe(copies: readonly { readonly target: string; readonly isWhole: boolean; readonly detail?: string }[]): string {
  return copies.map(({ target, isWhole, detail }) => `${target}: ${isWhole ? 'whole' : (detail ?? 'not whole')}`).join('; ') || 'there is no target';
}
