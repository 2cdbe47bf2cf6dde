import { Controller } from '@nestjs/common';
import { auditEndpoints as endpoints, ServiceError, type AnswerOf, type AskedOf } from '@paraph/contracts';
import { toBase64 } from '@paraph/kernel';
import { ReadArchives, type CheckedMonth } from '../domain/archive/read-archives.js';
import type { Reader } from '../domain/readers/reader.js';
import { AnchorsRounds } from './anchors.rounds.js';
import { ARCHIVE, ARCHIVE_CHECK, ArchiveRounds, ArchiveWork } from './archive.rounds.js';
import { AskingReader } from './asking-reader.js';
import { Serves } from './serves.js';

type Served = typeof endpoints;

/** The archive, and the time-stamps over heads. */
@Controller()
export class ArchivesController {
  constructor(
    private readonly archives: ReadArchives,
    private readonly work: ArchiveWork,
    private readonly rounds: ArchiveRounds,
    private readonly anchoring: AnchorsRounds,
  ) {}

  @Serves(endpoints.listArchives)
  async list(_asked: AskedOf<Served['listArchives']>, @AskingReader() reader: Reader): Promise<AnswerOf<Served['listArchives']>> {
    return { archives: (await this.archives.list(reader)).map(toWire), waiting: await this.work.archive.waiting() };
  }

  @Serves(endpoints.describeArchive)
  async describe({ month }: AskedOf<Served['describeArchive']>, @AskingReader() reader: Reader): Promise<AnswerOf<Served['describeArchive']>> {
    return toWire(await this.archives.find(reader, month));
  }

  @Serves(endpoints.archiveMonths)
  async archive(_asked: AskedOf<Served['archiveMonths']>, @AskingReader() reader: Reader): Promise<AnswerOf<Served['archiveMonths']>> {
    await this.archives.list(reader);
    const waiting = await this.work.archive.waiting();
    await this.rounds.hasten(ARCHIVE);
    return { waiting };
  }

  @Serves(endpoints.checkArchive)
  async check({ month }: AskedOf<Served['checkArchive']>, @AskingReader() reader: Reader): Promise<AnswerOf<Served['checkArchive']>> {
    const found = await this.archives.wishCheck(reader, month);
    await this.rounds.hasten(ARCHIVE_CHECK);
    return toWire(found);
  }

  @Serves(endpoints.readArchiveManifest)
  async manifest({ month }: AskedOf<Served['readArchiveManifest']>, @AskingReader() reader: Reader): Promise<AnswerOf<Served['readArchiveManifest']>> {
    return { manifest: (await this.archives.find(reader, month)).archived.manifest };
  }

  @Serves(endpoints.readArchiveReceipt)
  async receipt({ month }: AskedOf<Served['readArchiveReceipt']>, @AskingReader() reader: Reader): Promise<AnswerOf<Served['readArchiveReceipt']>> {
    const { receipt } = (await this.archives.find(reader, month)).archived;
    if (receipt === undefined) throw new ServiceError('archive.incomplete', 'the log has not signed this month yet');
    return { receipt };
  }

  @Serves(endpoints.listAnchors)
  async anchors({ after, limit }: AskedOf<Served['listAnchors']>, @AskingReader() reader: Reader): Promise<AnswerOf<Served['listAnchors']>> {
    const found = await this.archives.listAnchors(reader, after, limit);
    return { anchors: found.map(({ size, authority, token, at }) => ({ size, authority, token: toBase64(token), at: at.toISOString() })) };
  }

  @Serves(endpoints.anchorHead)
  async anchor(): Promise<AnswerOf<Served['anchorHead']>> {
    return { anchorings: [...(await this.anchoring.run('all'))] };
  }
}

function toWire({ archived, checks }: CheckedMonth): AnswerOf<Served['describeArchive']> {
  const { month, from, to, manifestSha256, archivedAt, keptUntil, receipt } = archived;
  return {
    month,
    from,
    to,
    manifestSha256,
    archivedAt: archivedAt.toISOString(),
    keptUntil: keptUntil.toISOString(),
    isSealed: receipt !== undefined,
    checks: checks.map(({ target, checkedAt, damage }) => ({
      target,
      checkedAt: checkedAt.toISOString(),
      isWhole: damage === undefined,
      ...(damage !== undefined && { damage }),
    })),
  };
}
