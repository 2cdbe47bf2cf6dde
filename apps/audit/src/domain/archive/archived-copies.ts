import { ServiceError } from '@paraph/contracts';
import type { KeptHashes } from '@paraph/merkle';
import type { EventLog } from '../event-log.js';
import { MonthCopies, type ArchivedText, type MonthCopy } from '../month-copies.js';
import { ArchiveCopy } from './archive-copy.js';
import type { ArchiveTarget, ArchiveTargets } from './archive-target.js';
import type { ArchivedMonth, Archives } from './archives.js';

/** The months of the log as the archive has them. A bundle ends with a head, so that the first events of a month may stand in the one before. */
export class ArchivedCopies extends MonthCopies {
  constructor(
    private readonly log: Pick<EventLog, 'months'>,
    private readonly archives: Pick<Archives, 'list'>,
    private readonly targets: ArchiveTargets,
    private readonly hashes: KeptHashes,
  ) {
    super();
  }

  override async check(month: string): Promise<readonly MonthCopy[]> {
    const { bundles } = await this.bundlesOf(month);
    const copies: MonthCopy[] = [];
    for (const target of this.targets.all) {
      const detail = await this.damage(bundles, target);
      copies.push({ target: target.name, isWhole: detail === undefined, ...(detail !== undefined && { detail }) });
    }
    return copies;
  }

  override async *read(month: string): AsyncGenerator<ArchivedText> {
    const { from, to, bundles } = await this.bundlesOf(month);
    const target = await this.wholeTarget(bundles);
    if (!target) throw new ServiceError('archive.incomplete', 'no target has a whole copy of this month');
    for (const archived of bundles) {
      for await (const event of new ArchiveCopy(archived, target).events()) {
        if (event.position >= from && event.position < to) yield event;
      }
    }
  }

  private async wholeTarget(bundles: readonly ArchivedMonth[]): Promise<ArchiveTarget | undefined> {
    for (const target of this.targets.all) if ((await this.damage(bundles, target)) === undefined) return target;
    return undefined;
  }

  private async damage(bundles: readonly ArchivedMonth[], target: ArchiveTarget): Promise<string | undefined> {
    for (const archived of bundles) {
      const damage = await new ArchiveCopy(archived, target).damage(this.hashes);
      if (damage !== undefined) return damage;
    }
    return undefined;
  }

  private async bundlesOf(month: string): Promise<{ readonly from: number; readonly to: number; readonly bundles: readonly ArchivedMonth[] }> {
    const asked = (await this.log.months()).find((one) => one.month === month);
    const to = asked?.to;
    if (!asked || to === undefined) throw new ServiceError('archive.unknown', 'the log has no such month that is over');
    const bundles = (await this.archives.list()).filter((one) => one.from < to && one.to > asked.from);
    if ((bundles.at(-1)?.to ?? 0) < to) throw new ServiceError('archive.unknown', 'this month is not archived yet');
    if (bundles.some(({ receipt }) => receipt === undefined)) throw new ServiceError('archive.incomplete', 'the log has not signed this archive yet');
    return { from: asked.from, to, bundles };
  }
}
