import { Secret, type Clock } from '@paraph/kernel';
import { openDatabase, Outbox, rows } from '@paraph/platform';
import type { TestPostgres } from '@paraph/testing';
import { DataSource } from 'typeorm';
import { migrations } from '../src/adapters/migrations/migrations.js';
import { PostgresPublications } from '../src/adapters/postgres-publications.js';
import { PostgresStatusAnswers } from '../src/adapters/postgres-status-answers.js';
import { PostgresRequestLedger } from '../src/adapters/postgres-request-ledger.js';
import type { PublicStores } from './publications.suite.js';
import type { RequestLedger } from '../src/domain/request-ledger.js';
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
    await this.owner.query(
      `TRUNCATE certificate_request, certificate_progress, certificate, published_authority, published_crl, event_outbox CASCADE; UPDATE event_sequence SET last = 0`,
    );
    const outbox = new Outbox<'ca-connector'>('ca-connector', this.source, clock);
    return {
      publications: new PostgresPublications(this.source, outbox),
      events: () => this.events(),
    };
  }

  /** Stores of the public edge over empty tables. */
  async publicStores(clock: Clock): Promise<PublicStores> {
    await this.owner.query(
      `TRUNCATE published_authority, published_crl, published_policy, policies_in_force, ended_authority, status_answer, status_pass, event_outbox`,
    );
    const outbox = new Outbox<'ca-connector'>('ca-connector', this.source, clock);
    return { publications: new PostgresPublications(this.source, outbox), answers: new PostgresStatusAnswers(this.source) };
  }

  /** A ledger over empty tables. */
  async ledger(clock: Clock): Promise<RequestLedger> {
    await this.stores(clock);
    return new PostgresRequestLedger(this.source, new Outbox<'ca-connector'>('ca-connector', this.source, clock));
  }

  /** Empties everything there is. */
  async empty(): Promise<void> {
    await this.owner.query(`
      TRUNCATE certificate_request, certificate_progress, certificate, revocation_order, status_turn, watched_certificate, authority_list,
        noticed_revocation, event_outbox CASCADE;
      UPDATE event_sequence SET last = 0`);
  }

  /** The ledger over the tables as they are. */
  async ledgerAsIs(clock: Clock): Promise<RequestLedger> {
    return new PostgresRequestLedger(this.source, new Outbox<'ca-connector'>('ca-connector', this.source, clock));
  }

  async events(): Promise<readonly string[]> {
    return (await rows<{ type: string }>(this.source, 'SELECT type FROM event_outbox ORDER BY sequence')).map(({ type }) => type);
  }

  async close(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
    await this.owner.destroy();
  }
}
