import { Secret } from '@paraph/kernel';
import { openDatabase, Outbox } from '@paraph/platform';
import { createOutbox } from '@paraph/platform/migration';
import { FakeClock, startPostgres, type TestDatabase, type TestPostgres } from '@paraph/testing';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { EventLog1763600000000 } from '../src/adapters/migrations/1763600000000-event-log.js';
import { migrations as ALL } from '../src/adapters/migrations/migrations.js';
import { PostgresEventLog } from '../src/adapters/postgres-event-log.js';

/** A PostgreSQL of the test's own, and audit's database in it as often as one is wanted. */
export class AuditDatabases {
  private readonly open: DataSource[] = [];
  private readonly owners = new Map<string, string>();
  private isKept = false;

  private constructor(private readonly postgres: TestPostgres) {}

  static async start(): Promise<AuditDatabases> {
    return new AuditDatabases(await startPostgres());
  }

  /** The same in a server that the test has started itself. */
  static over(postgres: TestPostgres): AuditDatabases {
    return new AuditDatabases(postgres);
  }

  /** An empty database, migrated as its owner, opened as the role the service runs as; earlier ones are closed. */
  async fresh(migrations: readonly (new () => MigrationInterface)[] = ALL): Promise<DataSource> {
    await this.closeAll();
    const { ownerUrl, url } = migrations === ALL && this.isKept ? await this.postgres.asKept('audit') : await this.migrated(migrations);
    this.owners.set('audit', ownerUrl);
    return this.opened(url);
  }

  /** What every migration has made is kept for the next one who wants it: a copy takes a tenth of the time. */
  private async migrated(migrations: readonly (new () => MigrationInterface)[]): Promise<TestDatabase> {
    const made = await this.postgres.database('audit');
    await this.asOwner(made.ownerUrl, migrations);
    if (migrations !== ALL) return made;
    await this.postgres.keep('audit');
    this.isKept = true;
    return made;
  }

  /** The same database after the migrations that are new in this version, with what `before` put into it. */
  async upgraded(before: (database: DataSource) => Promise<void>): Promise<DataSource> {
    await this.closeAll();
    const { ownerUrl, url } = await this.postgres.database('audit');
    await this.asOwner(ownerUrl, [EventLog1763600000000]);
    await before(await this.opened(url));
    await this.asOwner(ownerUrl, ALL);
    return this.opened(url);
  }

  /** The database of a source that has an outbox and nothing else. */
  async ofSource(source: 'sam' | 'identity'): Promise<DataSource> {
    const { ownerUrl, url } = await this.postgres.database(source);
    this.owners.set(source, ownerUrl);
    class OutboxOnly1763600000000 implements MigrationInterface {
      async up(runner: QueryRunner): Promise<void> {
        await createOutbox(runner, source);
      }
      async down(): Promise<void> {}
    }
    await this.asOwner(ownerUrl, [OutboxOnly1763600000000]);
    return this.opened(url, source);
  }

  /** Address of audit's own database for its owner. */
  get ownerUrl(): string {
    return this.owners.get('audit') ?? '';
  }

  /** Audit's own database, as its owner. Whoever opens it closes it. */
  ownerOfAudit(): Promise<DataSource> {
    return new DataSource({ type: 'postgres', url: this.ownerUrl }).initialize();
  }

  /** Does to audit's own database what only its owner can: what no process of ours may. */
  asOwnerOfAudit(statement: string): Promise<void> {
    return this.asOwnerOf('audit', statement);
  }

  /** Does to a source's database what only its owner can. */
  async asOwnerOf(source: string, statement: string): Promise<void> {
    const owner = await new DataSource({ type: 'postgres', url: this.owners.get(source) ?? '' }).initialize();
    await owner.query(statement);
    await owner.destroy();
  }

  async stop(): Promise<void> {
    await this.closeAll();
    await this.postgres.stop();
  }

  private async asOwner(url: string, migrations: readonly (new () => MigrationInterface)[]): Promise<void> {
    const owner = await new DataSource({ type: 'postgres', url, migrations: [...migrations] }).initialize();
    await owner.runMigrations();
    await owner.destroy();
  }

  private async opened(url: string, service = 'audit'): Promise<DataSource> {
    const runtime = await openDatabase(service, { url: new Secret(url), connections: 4 });
    this.open.push(runtime);
    return runtime;
  }

  private async closeAll(): Promise<void> {
    await Promise.all(this.open.splice(0).map((source) => source.destroy()));
  }
}

/** The log over a database, with audit's own outbox beside it. */
export function eventLogOver(database: DataSource): PostgresEventLog {
  return new PostgresEventLog(database, new Outbox('audit', database, new FakeClock()));
}
