import type pg from 'pg';
import { withSuperuser, type PostgresServer } from './postgres.ts';
import type { SecretFiles } from './secrets.ts';

/** Files with the addresses of one service's database: the runtime role for the service, the owner for migrations. */
export interface DatabaseFiles {
  readonly runtime: string;
  readonly owner: string;
}

/**
 * Makes a database with its two roles: `<name>_owner` owns the tables and runs migrations, `<name>` is what the service
 * runs as and has only the rights that migrations grant it. Safe to repeat.
 */
export async function openDatabase(server: PostgresServer, name: string, secrets: SecretFiles): Promise<DatabaseFiles> {
  const owner = `${name}_owner`;
  const passwords = { [owner]: secrets.read(`${owner}.password`), [name]: secrets.read(`${name}.password`) };
  await withSuperuser(server, async (client) => {
    for (const [role, password] of Object.entries(passwords)) await openRole(client, role, password);
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE "${name}" OWNER "${owner}" ENCODING 'UTF8' TEMPLATE template0`);
    await client.query(`REVOKE ALL ON DATABASE "${name}" FROM PUBLIC`);
    await client.query(`GRANT CONNECT ON DATABASE "${name}" TO "${name}"`);
  });
  await withSuperuser(server, (client) => limitSchema(client, name), name);
  const address = (role: string): string => `postgres://${role}:${passwords[role]}@127.0.0.1:${server.port}/${name}`;
  return {
    runtime: secrets.write(`${name}.database-url`, address(name)),
    owner: secrets.write(`${owner}.database-url`, address(owner)),
  };
}

// Passwords are base64url, so they need no quoting beyond the quotes.
async function openRole(client: pg.Client, role: string, password: string): Promise<void> {
  const found = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  const verb = found.rowCount === 0 ? 'CREATE' : 'ALTER';
  await client.query(`${verb} ROLE "${role}" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD '${password}'`);
}

async function limitSchema(client: pg.Client, name: string): Promise<void> {
  await client.query('REVOKE ALL ON SCHEMA public FROM PUBLIC');
  await client.query(`ALTER SCHEMA public OWNER TO "${name}_owner"`);
  await client.query(`GRANT USAGE ON SCHEMA public TO "${name}"`);
}
