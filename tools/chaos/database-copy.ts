import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

/** What an attacker who runs the SAM's database leaves as it is: the log would contradict itself otherwise, and show him at once. */
const LEFT = new Set(['event_outbox', 'event_sequence', 'migration']);

/** Where the SAM keeps what it has. */
export interface CopiedPlace {
  /** Address of its database for its owner. */
  readonly database: string;
  /** Folder of its token. */
  readonly token: string;
}

/** A copy of the SAM's database and of its token's folder, to be put back: the attack of whoever runs them. */
export class DatabaseCopy {
  readonly #folder: string;
  readonly #place: CopiedPlace;

  private constructor(folder: string, place: CopiedPlace) {
    this.#folder = folder;
    this.#place = place;
  }

  static async take(place: CopiedPlace): Promise<DatabaseCopy> {
    const folder = mkdtempSync(join(tmpdir(), 'paraph-copy-'));
    cpSync(place.token, folder, { recursive: true });
    await asOwner(place, async (client) => {
      await client.query('DROP SCHEMA IF EXISTS copied CASCADE');
      await client.query('CREATE SCHEMA copied');
      for (const table of await tables(client)) await client.query(`CREATE TABLE copied.${table} AS TABLE public.${table}`);
    });
    return new DatabaseCopy(folder, place);
  }

  /** The database as it was, in one transaction. */
  async putDatabaseBack(): Promise<void> {
    await asOwner(this.#place, async (client) => {
      const all = await tables(client);
      await client.query('BEGIN');
      await client.query(`TRUNCATE ${all.map((table) => `public.${table}`).join(', ')}`);
      for (const table of await parentsFirst(client, all))
        await client.query(`INSERT INTO public.${table} OVERRIDING SYSTEM VALUE SELECT * FROM copied.${table}`);
      await client.query('COMMIT');
    });
  }

  putTokenBack(): void {
    rmSync(this.#place.token, { recursive: true });
    cpSync(this.#folder, this.#place.token, { recursive: true });
  }

  async remove(): Promise<void> {
    rmSync(this.#folder, { recursive: true });
    await asOwner(this.#place, (client) => client.query('DROP SCHEMA copied CASCADE').then(() => undefined));
  }
}

async function tables(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ tablename: string }>(`SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename`);
  return rows.map(({ tablename }) => tablename).filter((name) => !LEFT.has(name));
}

/** In an order in which each row finds what it names. */
async function parentsFirst(client: pg.Client, all: readonly string[]): Promise<readonly string[]> {
  const { rows } = await client.query<{ child: string; parent: string }>(
    `SELECT conrelid::regclass::text AS child, confrelid::regclass::text AS parent FROM pg_constraint WHERE contype = 'f' AND conrelid <> confrelid`,
  );
  const ordered: string[] = [];
  while (ordered.length < all.length) {
    const next = all.find((table) => !ordered.includes(table) && rows.every(({ child, parent }) => child !== table || ordered.includes(parent)));
    if (next === undefined) throw new Error('the tables name each other in a circle');
    ordered.push(next);
  }
  return ordered;
}

async function asOwner({ database }: CopiedPlace, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
