import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@paraph/testing';
import pg from 'pg';
import { networkPowers } from '../kubernetes/arrows.ts';

/** Services that have a database, named as `apps` names them: those that the network lets reach one. */
export const owners = networkPowers.flatMap(({ process, database }) => (database === undefined ? [] : [process]));

/** What the role that a service runs as may do with one table. */
export interface TableRights {
  readonly table: string;
  readonly reads: boolean;
  readonly adds: boolean;
  /** Columns it may change, in their order; `all` where there is no other. */
  readonly changes: readonly string[] | 'all';
  readonly deletes: boolean;
  /** Rights that no service has a use for: TRUNCATE, REFERENCES, TRIGGER, MAINTAIN, owning it, and making others beside it. */
  readonly beyond: readonly string[];
}

/** A partition has the rights that its table gives: nobody is given any on the partition itself. */
const RIGHTS = `
  SELECT c.relname AS table,
    has_table_privilege($1, c.oid, 'SELECT') AS reads,
    has_table_privilege($1, c.oid, 'INSERT') AS adds,
    has_table_privilege($1, c.oid, 'UPDATE') AS "changesAll",
    ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      AND has_column_privilege($1, c.oid, a.attnum, 'UPDATE') ORDER BY a.attnum) AS columns,
    has_table_privilege($1, c.oid, 'DELETE') AS deletes,
    ARRAY(SELECT one FROM unnest(ARRAY['TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN']) AS one WHERE has_table_privilege($1, c.oid, one))
      || CASE WHEN pg_has_role($1, c.relowner, 'USAGE') THEN ARRAY['OWNER'] ELSE ARRAY[]::text[] END
      || CASE WHEN has_schema_privilege($1, n.oid, 'CREATE') THEN ARRAY['CREATE'] ELSE ARRAY[]::text[] END AS beyond
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') ORDER BY c.relname`;

interface Row extends Omit<TableRights, 'changes'> {
  readonly changesAll: boolean;
  readonly columns: readonly string[];
}

/**
 * What each service may do with each of its tables, as a real PostgreSQL says it after all migrations, those that an installation runs.
 *
 * @param root the repository, built
 */
export async function readTableRights(root: string): Promise<ReadonlyMap<string, readonly TableRights[]>> {
  const [postgres, folder] = [await startPostgres(), mkdtempSync(join(tmpdir(), 'paraph-rights-'))];
  try {
    const found = new Map<string, readonly TableRights[]>();
    for (const service of owners) {
      const name = service.replaceAll('-', '_');
      const { ownerUrl } = await postgres.database(name);
      const file = join(folder, `${name}.url`);
      writeFileSync(file, ownerUrl, { mode: 0o600 });
      const env = { PATH: process.env['PATH'], [`${name.toUpperCase()}_DATABASE_OWNER_URL_FILE`]: file };
      execFileSync(process.execPath, [join(root, 'apps', service, 'dist/migrate.js')], { env, stdio: ['ignore', 'ignore', 'inherit'] });
      found.set(service, await rightsOf(ownerUrl, name));
    }
    return found;
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function rightsOf(url: string, role: string): Promise<readonly TableRights[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Row>(RIGHTS, [role]);
    return rows.map(({ changesAll, columns, ...rights }) => ({ ...rights, changes: changesAll ? 'all' : columns }));
  } finally {
    await client.end();
  }
}

/** The page `docs/operations/table-rights.md`, not yet formatted. */
export function tableRightsPage(all: ReadonlyMap<string, readonly TableRights[]>): string {
  const parts = [...all].map(([service, tables]) => {
    const rows = tables.map(({ table, reads, adds, changes, deletes }) =>
      ['', `\`${table}\``, mark(reads), mark(adds), changed(changes), mark(deletes), ''].join(' | ').trim(),
    );
    return [`## ${service}`, '', '| Table | reads | adds | changes | deletes |', '| --- | --- | --- | --- | --- |', ...rows].join('\n');
  });
  return `${INTRODUCTION}\n\n${parts.join('\n\n')}\n`;
}

const mark = (may: boolean): string => (may ? 'yes' : '–');
const changed = (changes: TableRights['changes']): string => {
  if (changes === 'all') return 'all';
  return changes.length === 0 ? '–' : changes.map((one) => `\`${one}\``).join(', ');
};

const INTRODUCTION = `# What each service may do with its tables

<!-- Written by tools/docs/write-table-rights.ts from a PostgreSQL after all migrations; tools/docs/table-rights.it.ts fails where it is stale. -->

Each service has a database of its own with two roles: the owner, by whose address migrations are run and nothing else, and the role the service runs as. This is what the second may do, table by table, as PostgreSQL
itself says it. None of them owns a table, may empty one at once (\`TRUNCATE\`), hang a trigger or a reference on one, or make one; a month of the log is begun by a function of the owner's, which does that and no more. Where neither "changes" nor "deletes" has anything, rows are only ever added: whoever takes over the process of audit
can write no other history, and who takes over the SAM's cannot shorten its journal. \`migration\` says which migrations were run.

A partition of a month (\`event_text_2026_11\`) is reached through its table alone. What stands here is no protection against the owner's address or a superuser: that is what tree heads, witnesses and archives are for.`;
