import type { SecretFiles } from '../stack/secrets.ts';

/**
 * The SQL that a superuser runs once with psql: for each service a database with two roles, as the trial makes them (tools/stack/databases.ts). The
 * addresses that belong to it are left as secrets.
 *
 * @param server host and port as containers reach them
 */
export function databaseText(names: readonly string[], secrets: SecretFiles, server: string): string {
  const sections = names.map((name) => {
    const owner = `${name}_owner`;
    const passwords = { [owner]: secrets.read(`${owner}.password`), [name]: secrets.read(`${name}.password`) };
    for (const [role, password] of Object.entries(passwords)) secrets.write(`${role}.database-url`, `postgres://${role}:${password}@${server}/${name}`);
    // Passwords are base64url, so they need no quoting beyond the quotes.
    return [
      ...Object.entries(passwords).map(
        ([role, password]) => `CREATE ROLE "${role}" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD '${password}';`,
      ),
      `CREATE DATABASE "${name}" OWNER "${owner}" ENCODING 'UTF8' TEMPLATE template0;`,
      `REVOKE ALL ON DATABASE "${name}" FROM PUBLIC;`,
      `GRANT CONNECT ON DATABASE "${name}" TO "${name}";`,
      `\\connect "${name}"`,
      'REVOKE ALL ON SCHEMA public FROM PUBLIC;',
      `ALTER SCHEMA public OWNER TO "${owner}";`,
      `GRANT USAGE ON SCHEMA public TO "${name}";`,
      '',
    ].join('\n');
  });
  return `-- Run once, as a superuser, with psql. It holds passwords: keep it like them, or delete it afterwards.\n\\set ON_ERROR_STOP on\n\n${sections.join('\n')}`;
}
