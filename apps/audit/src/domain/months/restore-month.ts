import { ServiceError } from '@paraph/contracts';
import type { MonthCopies } from '../month-copies.js';
import type { MonthStore } from './month-store.js';

/** Puts a retired month back from the archive, so that it is found and read like any other. Only the texts whose leaf hashes the log kept are taken. */
export class RestoreMonth {
  constructor(
    private readonly store: MonthStore,
    private readonly copies: MonthCopies,
  ) {}

  /**
   * @param by who answers for it
   * @returns how many events it has
   * @throws ServiceError `archive.unknown` for a month that is not retired; `archive.incomplete` where no copy is whole
   */
  async run(month: string, by: string): Promise<number> {
    const asked = (await this.store.months()).find((one) => one.month === month);
    if (asked?.to === undefined || !asked.retiredAt) throw new ServiceError('archive.unknown', `the log has no retired month ${month}`);
    await this.store.restore({ ...asked, to: asked.to }, this.copies.read(month), by);
    return asked.to - asked.from;
  }
}
