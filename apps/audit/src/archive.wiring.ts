import type { Provider, Type } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build, Outbox, type ConfigOf } from '@paraph/platform';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { DirectoryTarget } from './adapters/archive/directory-target.js';
import { DiskSpool } from './adapters/archive/disk-spool.js';
import { PostgresArchives } from './adapters/archive/postgres-archives.js';
import { S3Target } from './adapters/archive/s3-target.js';
import type { auditConfig } from './audit.config.js';
import { Anchors } from './domain/anchors/anchors.js';
import { TimestampAuthorities } from './domain/anchors/timestamp-authority.js';
import { ArchiveMonths, ArchivePlaces } from './domain/archive/archive-months.js';
import { ArchiveTargets, Spool, type ArchiveTarget } from './domain/archive/archive-target.js';
import { ArchiveRules, Archives } from './domain/archive/archives.js';
import { CheckArchives } from './domain/archive/check-archives.js';
import { BundleSources } from './domain/archive/month-bundle.js';
import { ReadArchives } from './domain/archive/read-archives.js';
import { SealArchives } from './domain/archive/seal-archives.js';
import { EventLog } from './domain/event-log.js';
import { HeadKey } from './domain/head-key.js';
import { ProveFile } from './domain/proofs/prove-file.js';
import { ReadingRecord } from './domain/read-events.js';
import { TreeHeads } from './domain/tree-heads.js';
import { ArchiveRounds, ArchiveWork } from './transport/archive.rounds.js';
import { ArchivesController } from './transport/archives.controller.js';

type Config = Pick<ConfigOf<(typeof auditConfig)['shape']>, 'archive' | 's3'>;

/** Ten years, and twice a year (AUD-07). */
const USUAL = { keepYears: 10, checkEveryDays: 182 };

/** Controllers of the archive. */
export const archiveControllers: readonly Type[] = [ArchivesController];

/** The archive. `audit.module.ts` adds it to its own. */
export function archiveProviders(config: Config): readonly Provider[] {
  return [
    adapt(Archives, PostgresArchives, DataSource, Outbox<'audit'>),
    { provide: ArchiveTargets, useValue: archiveTargets(config) },
    { provide: ArchiveRules, useValue: new ArchiveRules(config.archive.policy ?? USUAL) },
    { provide: Spool, useValue: new DiskSpool(join(config.archive.directory ?? '/nonexistent', '.unfinished')) },
    build(BundleSources, EventLog, TreeHeads, Anchors),
    build(ArchivePlaces, Archives, ArchiveTargets, Spool),
    build(ArchiveMonths, BundleSources, ArchivePlaces, ArchiveRules, HeadKey, Clock),
    build(SealArchives, BundleSources, ArchivePlaces, TimestampAuthorities, ProveFile, Clock),
    {
      provide: CheckArchives,
      useFactory: (archives: Archives, targets: ArchiveTargets, heads: TreeHeads, rules: ArchiveRules, clock: Clock) =>
        new CheckArchives(archives, targets, heads.hashes, rules, clock),
      inject: [Archives, ArchiveTargets, TreeHeads, ArchiveRules, Clock],
    },
    build(ReadArchives, Archives, Anchors, ReadingRecord),
    build(ArchiveWork, ArchiveMonths, SealArchives, CheckArchives),
    ArchiveRounds,
  ];
}

/** The targets that are set. Also for the owner's commands, which look at the same copies. */
export function archiveTargets({ archive, s3 }: Config): ArchiveTargets {
  const { directory, mirror } = archive;
  if (directory === undefined && (mirror !== undefined || archive.s3 === 'on'))
    throw new Error('another target of the archive needs AUDIT_ARCHIVE_DIRECTORY too');
  const targets: ArchiveTarget[] = [];
  if (directory !== undefined) targets.push(new DirectoryTarget(directory));
  if (mirror !== undefined) targets.push(new DirectoryTarget(mirror, 'mirror'));
  const { endpoint, region, bucket, prefix, accessKeyId, secretAccessKey, lock } = s3;
  if (endpoint && region && bucket && prefix !== undefined && accessKeyId && secretAccessKey && lock)
    targets.push(new S3Target({ endpoint, region, bucket, prefix, accessKeyId, secretAccessKey, lock }));
  return new ArchiveTargets(targets);
}
