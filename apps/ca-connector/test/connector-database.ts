import { Secret, type Clock } from '@paraph/kernel';
import { openDatabase, Outbox, rows } from '@paraph/platform';
import type { TestPostgres } from '@paraph/testing';
import { DataSource } from 'typeorm';
import { migrations } from '../src/adapters/migrations/migrations.js';
import { PostgresPublications } from '../src/adapters/postgres-publications.js';
import { PostgresRequestLedger } from '../src/adapters/postgres-request-ledger.js';
import type { Stores } from './stores.suite.js';

/** The connector's database on a real server, migrated by its owner and used as the role the connector runs as. */
export class ConnectorDatabase {
  private constructor(
    readonly source: DataSource,
    private readonly owner: DataSource,
  ) {}

  static async open(server: TestPostgres): Promise<ConnectorDatabase> {
    const { ownerUrl, url } = await server.database('ca_connector');
    const owner = await new DataSource({ type: 'postgres', url: ownerUrl, migrations: [...migrations] }).initialize();
    await owner.runMigrations({ transaction: 'each' });
    return new ConnectorDatabase(await openDatabase('ca-connector', { url: new Secret(url), connections: 5 }), owner);
  }

  /** Stores over empty tables. */
  async stores(clock: Clock): Promise<Stores> {
    await this.owner.query(`TRUNCATE certificate_request, certificate, published_authority, published_crl, event_outbox; UPDATE event_sequence SET last = 0`);
    const outbox = new Outbox<'ca-connector'>('ca-connector', this.source, clock);
    return {
      ledger: new PostgresRequestLedger(this.source, outbox),
      publications: new PostgresPublications(this.source, outbox),
      events: () => this.events(),
    };
  }

  async events(): Promise<readonly string[]> {
    return (await rows<{ type: string }>(this.source, 'SELECT type FROM event_outbox ORDER BY sequence')).map(({ type }) => type);
  }

  async close(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
    await this.owner.destroy();
  }
}
