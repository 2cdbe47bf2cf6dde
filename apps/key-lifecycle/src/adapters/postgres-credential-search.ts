import { auditEvent, type AuditEvent } from '@paraph/contracts';
import { rows } from '@paraph/platform';
import type { DataSource } from 'typeorm';
import type { Credential } from '../domain/credential.js';
import { CredentialSearch, type Found, type Wanted } from '../domain/credential-search.js';
import { allOfCredential as ALL, credentialOf, type CredentialRow } from './credential-row.js';

/** Credentials and their events in PostgreSQL. */
export class PostgresCredentialSearch extends CredentialSearch {
  constructor(private readonly database: DataSource) {
    super();
  }

  override async search({ subscriberId, signerId, state, after, limit }: Wanted): Promise<Found> {
    const conditions: string[] = [];
    const parameters: unknown[] = [];
    const demand = (value: unknown, condition: (place: string) => string): void => {
      if (value === undefined) return;
      parameters.push(value);
      conditions.push(condition(`$${parameters.length}`));
    };
    demand(subscriberId, (place) => `subscriber_id = ${place}`);
    demand(signerId, (place) => `signer_id = ${place}`);
    demand(state, (place) => `state = ${place}`);
    demand(after, (place) => `(created_at, id) < (SELECT created_at, id FROM credential WHERE id = ${place})`);
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
    // One more than asked for, by which it is known that there are more.
    const sql = `SELECT ${ALL} FROM credential ${where} ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
    const found = await rows<CredentialRow>(this.database, sql, parameters);
    const shown = found.slice(0, limit);
    const last = shown.at(-1);
    return { credentials: shown.map(credentialOf), ...(found.length > limit && last !== undefined ? { next: last.id } : {}) };
  }

  override async find(credentialId: string): Promise<Credential | undefined> {
    const [row] = await rows<CredentialRow>(this.database, `SELECT ${ALL} FROM credential WHERE id = $1`, [credentialId]);
    return row && credentialOf(row);
  }

  override async eventsOf(credentialId: string, limit: number): Promise<readonly AuditEvent[]> {
    const sql = `SELECT body FROM event_outbox WHERE body::jsonb -> 'particulars' ->> 'credentialId' = $1 ORDER BY sequence LIMIT ${limit}`;
    const found = await rows<{ readonly body: string }>(this.database, sql, [credentialId]);
    return found.map(({ body }) => auditEvent.parse(JSON.parse(body)));
  }
}
