import { rows } from '@paraph/platform';
import type { DataSource } from 'typeorm';
import { CredentialFigures, type CredentialCounts } from '../domain/endings/credential-figures.js';

/** Counts in PostgreSQL. They read the whole table: for people, now and then. */
export class PostgresCredentialFigures extends CredentialFigures {
  constructor(private readonly database: DataSource) {
    super();
  }

  override async count(): Promise<CredentialCounts> {
    const states = await rows<{ state: string; count: string }>(
      this.database,
      `SELECT state, count(*) AS count FROM credential GROUP BY state ORDER BY state`,
      [],
    );
    const [live] = await rows<{ subscribers: string; signers: string; last: Date | null }>(
      this.database,
      `SELECT count(DISTINCT subscriber_id) AS subscribers, count(DISTINCT signer_id) AS signers, max(valid_to) AS last
       FROM credential WHERE state IN ('active', 'suspended')`,
      [],
    );
    return {
      states: states.map(({ state, count }) => ({ state, count: Number(count) })),
      subscribers: Number(live?.subscribers ?? 0),
      signers: Number(live?.signers ?? 0),
      lastValidTo: live?.last ?? undefined,
    };
  }
}
