/** The databases as the example for CloudNativePG makes them (k8s/base/database.yaml), on a real PostgreSQL: the migrations run, and each role has its own alone. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startPostgres, type TestPostgres } from '@paraph/testing';
import pg from 'pg';
import { z } from 'zod';
import { networkPowers } from './arrows.ts';
import { manifestsOf } from './render.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const spec = z.object({
  bootstrap: z.object({ initdb: z.object({ postInitSQL: z.array(z.string()) }) }),
  managed: z.object({ roles: z.array(z.object({ name: z.string(), login: z.literal(true) })) }),
});
const owners = networkPowers.flatMap(({ process, database }) =>
  database === undefined ? [] : [{ process, cluster: database, name: process.replaceAll('-', '_') }],
);

let postgres: TestPostgres;
let server: string;
const folder = mkdtempSync(join(tmpdir(), 'paraph-k8s-database-'));

beforeAll(async () => {
  postgres = await startPostgres();
  server = (await postgres.database('probe')).url;
  const clusters = manifestsOf(readFileSync(join(ROOT, 'k8s/base/database.yaml'), 'utf8')).map((one) => spec.parse(one['spec']));
  // One by one, as the operator does it; what it makes of the roles it manages is that they may log in.
  for (const { bootstrap, managed } of clusters) {
    for (const statement of bootstrap.initdb.postInitSQL) await asked(address('postgres', 'postgres'), statement);
    for (const { name } of managed.roles) await asked(address('postgres', 'postgres'), `ALTER ROLE ${name} LOGIN`);
  }
}, 60_000);
afterAll(async () => {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe.each(owners)('the database of $process', ({ process, name, cluster }) => {
  it('takes its migrations from its owner', () => {
    const file = join(folder, `${name}.url`);
    writeFileSync(file, address(`${name}_owner`, name));
    const said = execFileSync('node', [join(ROOT, 'apps', process, 'dist/migrate.js')], {
      env: { PATH: globalThis.process.env['PATH'], [`${name.toUpperCase()}_DATABASE_OWNER_URL_FILE`]: file },
      encoding: 'utf8',
    });
    expect(z.object({ service: z.literal(process), migrated: z.array(z.string()).min(1) }).parse(JSON.parse(said)).service).toBe(process);
  });

  it('lets its process read, and change no table', async () => {
    await expect(asked(address(name, name), 'SELECT count(*) FROM event_outbox')).resolves.toHaveLength(1);
    await expect(asked(address(name, name), 'CREATE TABLE mine (id int)')).rejects.toThrow(/permission denied/);
  });

  it('lets in no other process', async () => {
    const others = owners.filter((one) => one.name !== name && one.cluster === cluster);
    for (const other of others) await expect(asked(address(other.name, name), 'SELECT 1')).rejects.toThrow(/permission denied for database/);
    expect(others).toHaveLength(cluster === 'database' ? 3 : 0);
  });
});

function address(role: string, database: string): string {
  const url = new URL(server);
  return `postgres://${role}@${url.host}/${database}`;
}

async function asked(url: string, statement: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}
