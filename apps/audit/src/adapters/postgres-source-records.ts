import { eventSources, type EventSource } from '@paraph/contracts';
import { inTransaction, type Outbox, rows } from '@paraph/platform';
import type { DataSource } from 'typeorm';
import { SourceRecords, type HeardSource, type SourceStart } from '../domain/sources/source-records.js';

interface HeardRow {
  readonly source: EventSource;
  readonly received_at: Date;
  readonly type: string;
  readonly silent_since: Date | null;
}

interface StartRow {
  readonly start_position: string;
  readonly version: string;
  readonly settings: string;
}

const bySystem = { actor: { kind: 'system', id: 'audit' } } as const;

/** What is known of the sources, in PostgreSQL. */
export class PostgresSourceRecords extends SourceRecords {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox<'audit'>,
  ) {
    super();
  }

  override async heard(): Promise<readonly HeardSource[]> {
    // The last of each sequence by its index, however long ago it was.
    const found = await rows<HeardRow>(
      this.database,
      `SELECT one.source, last.received_at, last.type, watch.silent_since
       FROM unnest($1::text[]) AS one (source)
       CROSS JOIN LATERAL (SELECT received_at, type FROM event WHERE event.source = one.source ORDER BY sequence DESC LIMIT 1) AS last
       LEFT JOIN source_watch AS watch ON watch.source = one.source`,
      [eventSources],
    );
    return found.map((row) => ({
      source: row.source,
      lastAt: row.received_at,
      lastType: row.type,
      ...(row.silent_since && { silentSince: row.silent_since }),
    }));
  }

  override async silent({ source, lastAt, lastType }: HeardSource): Promise<void> {
    await inTransaction(this.database, async (transaction) => {
      await transaction.query(
        `INSERT INTO source_watch (source, silent_since) VALUES ($1, $2) ON CONFLICT (source) DO UPDATE SET silent_since = excluded.silent_since`,
        [source, lastAt],
      );
      await this.outbox.record(transaction, {
        ...bySystem,
        type: 'source-silent',
        outcome: 'failure',
        cause: lastType === 'service-stopped' ? 'it said that it stops' : 'not even a heartbeat arrived',
        particulars: { source, lastHeardAt: lastAt.toISOString(), lastType },
      });
    });
  }

  override async heardAgain({ source, lastAt, silentSince }: HeardSource): Promise<void> {
    await inTransaction(this.database, async (transaction) => {
      await transaction.query(`UPDATE source_watch SET silent_since = NULL WHERE source = $1`, [source]);
      await this.outbox.record(transaction, {
        ...bySystem,
        type: 'source-heard',
        outcome: 'success',
        particulars: { source, heardAt: lastAt.toISOString(), silentSince: silentSince?.toISOString() ?? '' },
      });
    });
  }

  override async lastStart(source: EventSource): Promise<SourceStart | undefined> {
    const sql = `SELECT start_position, version, settings FROM source_watch WHERE source = $1 AND start_position IS NOT NULL`;
    const [row] = await rows<StartRow>(this.database, sql, [source]);
    return row && { position: Number(row.start_position), version: row.version, settings: row.settings };
  }

  override async keepStart(source: EventSource, { position, version, settings }: SourceStart, before?: SourceStart): Promise<void> {
    await inTransaction(this.database, async (transaction) => {
      await transaction.query(
        `INSERT INTO source_watch (source, start_position, version, settings) VALUES ($1, $2, $3, $4)
         ON CONFLICT (source) DO UPDATE SET start_position = excluded.start_position, version = excluded.version, settings = excluded.settings`,
        [source, position, version, settings],
      );
      if (!before) return;
      await this.outbox.record(transaction, {
        ...bySystem,
        type: 'settings-changed',
        outcome: 'success',
        particulars: { source, position: String(position), version, formerVersion: before.version, settings, formerSettings: before.settings },
      });
    });
  }
}
