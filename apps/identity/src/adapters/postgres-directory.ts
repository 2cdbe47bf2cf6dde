import { rows } from '@paraph/platform';
import type { DataSource } from 'typeorm';
import { Directory, type ClientEntry, type Entry, type Listed, type Page, type SignerEntry, type SubscriberPage } from '../domain/ports/directory.js';
import { clientColumns, clientOf, type ClientRow } from './client-row.js';

/** What every list can show. */
interface NamedRow {
  readonly id: string;
  readonly name: string;
  readonly created_at: Date;
}

type ClientEntryRow = ClientRow & NamedRow & { readonly ended_at: Date | null };

/** By what the lists are ordered; there is an index over each. */
const BY_NAME = `lower(name) COLLATE "C"`;

/** The register in PostgreSQL. */
export class PostgresDirectory extends Directory {
  constructor(private readonly database: DataSource) {
    super();
  }

  override async subscribers(page: Page): Promise<Listed<Entry>> {
    return listed(await this.list<NamedRow>('subscriber', 'id, name, created_at', page), page, entryOf);
  }

  override async clients(page: SubscriberPage): Promise<Listed<ClientEntry>> {
    return listed(await this.list<ClientEntryRow>('client', `${clientColumns}, created_at, ended_at`, page), page, clientEntryOf);
  }

  override async client(id: string): Promise<ClientEntry | undefined> {
    const [row] = await rows<ClientEntryRow>(this.database, `SELECT ${clientColumns}, created_at, ended_at FROM client WHERE id = $1`, [id]);
    return row && clientEntryOf(row);
  }

  override async signers(page: SubscriberPage): Promise<Listed<SignerEntry>> {
    const found = await this.list<NamedRow & { readonly subscriber_id: string }>('signer', 'id, subscriber_id, name, created_at', page);
    return listed(found, page, (row) => ({ ...entryOf(row), subscriberId: row.subscriber_id }));
  }

  /** One row more than asked for, by which it is known that there are more. */
  private list<Row extends object>(table: 'subscriber' | 'client' | 'signer', columns: string, page: SubscriberPage): Promise<Row[]> {
    const conditions: string[] = [];
    const parameters: unknown[] = [];
    const demand = (value: unknown, condition: (place: string) => string): void => {
      if (value === undefined) return;
      parameters.push(value);
      conditions.push(condition(`$${parameters.length}`));
    };
    demand(page.subscriberId, (place) => `subscriber_id = ${place}`);
    demand(page.name, (place) => `${BY_NAME} ^@ lower(${place})`);
    demand(page.after, (place) => `(${BY_NAME}, id) > (SELECT ${BY_NAME}, id FROM ${table} WHERE id = ${place})`);
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
    return rows<Row>(this.database, `SELECT ${columns} FROM ${table} ${where} ORDER BY ${BY_NAME}, id LIMIT ${page.limit + 1}`, parameters);
  }
}

function listed<Row extends { readonly id: string }, One>(found: readonly Row[], { limit }: Page, oneOf: (row: Row) => One): Listed<One> {
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return { found: shown.map(oneOf), ...(found.length > limit && last !== undefined ? { next: last.id } : {}) };
}

function entryOf({ id, name, created_at: createdAt }: NamedRow): Entry {
  return { id, name, createdAt };
}

function clientEntryOf(row: ClientEntryRow): ClientEntry {
  return { ...clientOf(row), createdAt: row.created_at, ...(row.ended_at === null ? {} : { endedAt: row.ended_at }) };
}
