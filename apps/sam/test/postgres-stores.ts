import type { Clock } from '@paraph/kernel';
import { openDatabase, Outbox, rows } from '@paraph/platform';
import { Secret } from '@paraph/kernel';
import { startPostgres, type TestPostgres } from '@paraph/testing';
import { DataSource } from 'typeorm';
import { migrations } from '../src/adapters/migrations/migrations.js';
import { PostgresActivationRows } from '../src/adapters/postgres/postgres-activation-rows.js';
import { PostgresDestructionRows } from '../src/adapters/postgres/postgres-destruction-rows.js';
import { PostgresEvidenceLedger } from '../src/adapters/postgres/postgres-evidence-ledger.js';
import { PostgresJobRows } from '../src/adapters/postgres/postgres-job-rows.js';
import { PostgresJournalRows } from '../src/adapters/postgres/postgres-journal.js';
import { PostgresKeyRows } from '../src/adapters/postgres/postgres-key-rows.js';
import { PostgresRecordStore } from '../src/adapters/postgres/postgres-record-store.js';
import { PostgresSigningJournal } from '../src/adapters/postgres/postgres-signing-journal.js';
import { PostgresTransactions } from '../src/adapters/postgres/postgres-transactions.js';
import type { SamEvent } from '../src/domain/ports/transactions.js';
import { openJournal } from './memory-transactions.js';
import type { Stores } from './stores.js';

/** The SAM's database on a real server of its own, migrated by its owner and used as the role the SAM runs as. */
export class SamDatabase {
  private constructor(
    private readonly server: TestPostgres,
    readonly source: DataSource,
    /** As the owner, who may do what the SAM may not: a hostile database in a test. */
    readonly owner: DataSource,
    private readonly connect: () => Promise<DataSource>,
  ) {}

  private readonly others: DataSource[] = [];

  static async start(connections = 10): Promise<SamDatabase> {
    const server = await startPostgres();
    const { ownerUrl, url } = await server.database('sam');
    const owner = await new DataSource({ type: 'postgres', url: ownerUrl, migrations: [...migrations], migrationsTableName: 'migration' }).initialize();
    await owner.runMigrations({ transaction: 'each' });
    const connect = () => openDatabase('sam', { url: new Secret(url), connections });
    return new SamDatabase(server, await connect(), owner, connect);
  }

  /** Stores over empty tables. */
  async stores(clock: Clock): Promise<Stores> {
    await this.owner.query(
      `TRUNCATE journal, trust_record, signing_key, activation, signing_attempt, signing_job, signing_announcement, evidence_exchange, used_evidence, key_destruction, key_destruction_try, event_outbox; UPDATE event_sequence SET last = 0`,
    );
    return this.storesOver(this.source, clock);
  }

  /** The same stores as another process has them: with connections and a memory of its own. */
  async storesOfAnother(clock: Clock): Promise<Stores> {
    const source = await this.connect();
    this.others.push(source);
    return this.storesOver(source, clock);
  }

  async close(): Promise<void> {
    for (const source of [this.source, ...this.others, this.owner]) await source.destroy();
    await this.server.stop();
  }

  private storesOver(source: DataSource, clock: Clock): Stores {
    const journal = openJournal(undefined, clock);
    return {
      transactions: new PostgresTransactions(source, new Outbox('sam', source, clock), journal),
      records: new PostgresRecordStore(source),
      keys: new PostgresKeyRows(source),
      activations: new PostgresActivationRows(source),
      destructions: new PostgresDestructionRows(source),
      journal: new PostgresSigningJournal(source),
      jobs: new PostgresJobRows(source),
      evidence: new PostgresEvidenceLedger(source),
      chain: { journal, rows: new PostgresJournalRows(source) },
      events: () => this.events(),
    };
  }

  private async events(): Promise<readonly SamEvent[]> {
    const found = await rows<{ body: string }>(this.source, 'SELECT body FROM event_outbox ORDER BY sequence');
    return found.map(({ body }) => JSON.parse(body) as SamEvent);
  }
}
