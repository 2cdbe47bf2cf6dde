import { ServiceError } from '@paraph/contracts';
import type { Anchor, Anchors } from '../anchors/anchors.js';
import type { ReadingRecord } from '../read-events.js';
import type { Reader } from '../readers/reader.js';
import { actorOf } from '../readers/reader.js';
import type { ArchivedMonth, Archives, CopyCheck } from './archives.js';

/** A month with the last check of each of its copies. */
export interface CheckedMonth {
  readonly archived: ArchivedMonth;
  readonly checks: readonly CopyCheck[];
}

/** Answers what is archived and anchored, and takes wishes for checks. That somebody asked is recorded like every reading. */
export class ReadArchives {
  constructor(
    private readonly archives: Archives,
    private readonly anchors: Anchors,
    private readonly record: ReadingRecord,
  ) {}

  async list(reader: Reader): Promise<readonly CheckedMonth[]> {
    const [all, checks] = [await this.archives.list(), await this.archives.lastChecks()];
    await this.record.read(reader, { view: 'archives', count: String(all.length) });
    return all.map((archived) => ({ archived, checks: checks.filter(({ month }) => month === archived.month) }));
  }

  /** @throws ServiceError archive.unknown */
  async find(reader: Reader, month: string): Promise<CheckedMonth> {
    await this.record.read(reader, { view: 'archive', month });
    return this.get(month);
  }

  /** Notes that somebody wants a month checked. @throws ServiceError archive.unknown */
  async wishCheck(reader: Reader, month: string): Promise<CheckedMonth> {
    const found = await this.get(month);
    await this.archives.wishCheck(month, actorOf(reader).id);
    await this.record.read(reader, { view: 'archive-check', month });
    return found;
  }

  async listAnchors(reader: Reader, after: number, limit: number): Promise<readonly Anchor[]> {
    const found = await this.anchors.between(after, Number.MAX_SAFE_INTEGER, limit);
    await this.record.read(reader, { view: 'anchors', count: String(found.length) });
    return found;
  }

  private async get(month: string): Promise<CheckedMonth> {
    const archived = (await this.archives.list()).find((one) => one.month === month);
    if (!archived) throw new ServiceError('archive.unknown', 'this month is not archived');
    return { archived, checks: (await this.archives.lastChecks()).filter((check) => check.month === month) };
  }
}
