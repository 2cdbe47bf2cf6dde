import { Secret } from '@paraph/kernel';
import { FakeClock } from '@paraph/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PostgresAnchors } from '../../src/adapters/anchors/postgres-anchors.js';
import { DirectoryTarget } from '../../src/adapters/archive/directory-target.js';
import { DiskSpool } from '../../src/adapters/archive/disk-spool.js';
import { PostgresArchives } from '../../src/adapters/archive/postgres-archives.js';
import { S3Target } from '../../src/adapters/archive/s3-target.js';
import { TimestampAuthorities, type TimestampAuthority } from '../../src/domain/anchors/timestamp-authority.js';
import { ArchivedCopies } from '../../src/domain/archive/archived-copies.js';
import { ArchiveMonths, ArchivePlaces } from '../../src/domain/archive/archive-months.js';
import { ArchiveTargets } from '../../src/domain/archive/archive-target.js';
import { ArchiveRules } from '../../src/domain/archive/archives.js';
import { CheckArchives } from '../../src/domain/archive/check-archives.js';
import { BundleSources } from '../../src/domain/archive/month-bundle.js';
import { SealArchives } from '../../src/domain/archive/seal-archives.js';
import { HeadKey } from '../../src/domain/head-key.js';
import { ProveFile } from '../../src/domain/proofs/prove-file.js';
import type { AuditDatabases } from '../audit-database.js';
import { SignedLog } from '../signed-log.js';
import { S3StandIn } from './s3-stand-in.js';

export const account = { accessKeyId: 'archivist', secretAccessKey: 'the secret of a test', bucket: 'evidence' };

/** A log in PostgreSQL that is archived to a directory and to a bucket. */
export class ArchiveWorld {
  readonly clock = new FakeClock();
  readonly folder = mkdtempSync(join(tmpdir(), 'paraph-archive-'));
  readonly archives: PostgresArchives;
  readonly anchors: PostgresAnchors;
  readonly copies: ArchivedCopies;
  readonly check: CheckArchives;
  private readonly months: ArchiveMonths;
  private readonly places: ArchivePlaces;
  private readonly sources: BundleSources;
  private readonly files: ProveFile;

  private constructor(
    private readonly databases: AuditDatabases,
    readonly signed: SignedLog,
    readonly server: S3StandIn,
    readonly endpoint: URL,
  ) {
    const { log, heads, database, outbox } = signed;
    const { bucket, accessKeyId } = account;
    const secretAccessKey = new Secret(account.secretAccessKey);
    const s3 = new S3Target({ endpoint, region: 'eu-west-3', bucket, prefix: '', accessKeyId, secretAccessKey, lock: 'off' });
    const targets = new ArchiveTargets([new DirectoryTarget(this.folder), s3]);
    this.archives = new PostgresArchives(database, outbox);
    this.anchors = new PostgresAnchors(database, outbox);
    this.sources = new BundleSources(log, heads, this.anchors);
    this.places = new ArchivePlaces(this.archives, targets, new DiskSpool(join(this.folder, '.unfinished')));
    this.files = new ProveFile(heads, this.anchors, new HeadKey(signed.jwk));
    const rules = new ArchiveRules({ keepYears: 10, checkEveryDays: 182 });
    this.months = new ArchiveMonths(this.sources, this.places, rules, new HeadKey(signed.jwk), this.clock);
    this.check = new CheckArchives(this.archives, targets, heads.hashes, rules, this.clock);
    this.copies = new ArchivedCopies(log, this.archives, targets, heads.hashes);
  }

  static async over(databases: AuditDatabases): Promise<ArchiveWorld> {
    const server = new S3StandIn(account);
    return new ArchiveWorld(databases, new SignedLog(await databases.fresh()), server, await server.listen());
  }

  close(): void {
    this.server.close();
    rmSync(this.folder, { recursive: true });
  }

  /** From now on events belong to this month. */
  begin(month: string): Promise<void> {
    return this.databases.asOwnerOfAudit(`SELECT begin_month_of('${month}-01')`);
  }

  archive(): Promise<readonly string[]> {
    return this.months.run(new AbortController().signal);
  }

  /** Months that are over and not archived. */
  isBehind(): Promise<number> {
    return this.months.waiting();
  }

  /** Has the log sign what is archived, as it would within seconds. */
  async seal(authorities: readonly TimestampAuthority[] = []): Promise<readonly string[]> {
    await this.signed.carry();
    await this.signed.sign();
    return this.sealNow(authorities);
  }

  sealNow(authorities: readonly TimestampAuthority[] = []): Promise<readonly string[]> {
    return new SealArchives(this.sources, this.places, new TimestampAuthorities(authorities), this.files, this.clock).run();
  }

  /** What the outbox holds of a type. */
  async events(type: string): Promise<readonly { readonly outcome: string; readonly cause?: string; readonly particulars: Record<string, string> }[]> {
    const found: readonly { body: string }[] = await this.signed.database.query(`SELECT body FROM event_outbox WHERE type = $1 ORDER BY sequence`, [type]);
    return found.map(({ body }) => JSON.parse(body) as { outcome: string; particulars: Record<string, string> });
  }
}
