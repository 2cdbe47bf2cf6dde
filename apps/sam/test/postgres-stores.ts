import type { Clock } from '@paraph/kernel';
import { openDatabase, Outbox, rows } from '@paraph/platform';
import { Secret } from '@paraph/kernel';
import { startPostgres, type TestPostgres } from '@paraph/testing';
import { DataSource } from 'typeorm';
import { migrations } from '../src/adapters/migrations/migrations.js';
import { PostgresActivationRows } from '../src/adapters/postgres/postgres-activation-rows.js';
import { PostgresEvidenceLedger } from '../src/adapters/postgres/postgres-evidence-ledger.js';
import { PostgresKeyRows } from '../src/adapters/postgres/postgres-key-rows.js';
import { PostgresRecordStore } from '../src/adapters/postgres/postgres-record-store.js';
import { PostgresSigningJournal } from '../src/adapters/postgres/postgres-signing-journal.js';
import { PostgresTransactions } from '../src/adapters/postgres/postgres-transactions.js';
import type { SamEvent } from '../src/domain/ports/transactions.js';
import type { Stores } from './stores.js';

/** The SAM's database on a real server of its own, migrated by its owner and used as the role the SAM runs as. */
export class SamDatabase {
  private constructor(
    private readonly server: TestPostgres,
    readonly source: DataSource,
    /** As the owner, who may do what the SAM may not: a hostile database in a test. */
    readonly owner: DataSource,
  ) {}

  static async start(connections = 10): Promise<SamDatabase> {
    const server = await startPostgres();
    const { ownerUrl, url } = await server.database('sam');
    const owner = await new DataSource({ type: 'postgres', url: ownerUrl, migrations: [...migrations], migrationsTableName: 'migration' }).initialize();
    await owner.runMigrations({ transaction: 'each' });
    return new SamDatabase(server, await openDatabase('sam', { url: new Secret(url), connections }), owner);
  }

  /** Stores over empty tables. */
  async stores(clock: Clock): Promise<Stores> {
    const { source } = this;
    await this.owner.query(
      `TRUNCATE trust_record, signing_key, activation, signing_attempt, evidence_exchange, used_evidence, event_outbox; UPDATE event_sequence SET last = 0`,
    );
    return {
      transactions: new PostgresTransactions(source, new Outbox('sam', source, clock)),
      records: new PostgresRecordStore(source),
      keys: new PostgresKeyRows(source),
      activations: new PostgresActivationRows(source),
      journal: new PostgresSigningJournal(source),
      evidence: new PostgresEvidenceLedger(source),
      events: () => this.events(),
    };
  }

  async close(): Promise<void> {
    await this.source.destroy();
    await this.owner.destroy();
    await this.server.stop();
  }

  private async events(): Promise<readonly SamEvent[]> {
    const found = await rows<{ body: string }>(this.source, 'SELECT body FROM event_outbox ORDER BY sequence');
    return found.map(({ body }) => JSON.parse(body) as SamEvent);
  }
}
