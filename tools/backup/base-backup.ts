import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { withSuperuser, type PostgresServer } from '../stack/postgres.ts';
import { copyLiving } from './copy.ts';

/** Made anew by the server, or of no use to another one (PostgreSQL, "Making a Base Backup Using the Low Level API"). */
const EMPTIED = ['pg_wal', 'pg_replslot', 'pg_dynshmem', 'pg_notify', 'pg_serial', 'pg_snapshots', 'pg_stat_tmp', 'pg_subtrans'];
const LEFT = new Set(['postmaster.pid', 'postmaster.opts']);
const SLOT = 'paraph_backup';

/**
 * Copies the data of a running server: all databases as they are at one moment, the end of the copy. What `pg_basebackup` does, which does not come
 * with the embedded server.
 */
export async function baseBackup(server: PostgresServer, data: string, to: string): Promise<void> {
  await withSuperuser(server, async (client) => {
    // The log from the beginning of the copy on must still be there at its end.
    await client.query('SELECT pg_create_physical_replication_slot($1, true, true)', [SLOT]);
    await client.query('SELECT pg_backup_start($1, true)', ['paraph']);
    copyLiving(data, to, isWanted);
    const { labelfile, spcmapfile, last } = await stopBackup(client);
    writeFileSync(join(to, 'backup_label'), labelfile, { mode: 0o600 });
    if (spcmapfile !== '') writeFileSync(join(to, 'tablespace_map'), spcmapfile, { mode: 0o600 });
    copyLog(data, to, { first: firstSegment(labelfile), last });
  });
}

interface StoppedBackup {
  readonly labelfile: string;
  readonly spcmapfile: string;
  readonly last: string;
}

async function stopBackup(client: pg.Client): Promise<StoppedBackup> {
  const { rows } = await client.query<StoppedBackup>(
    'SELECT labelfile, coalesce(spcmapfile, $1) AS spcmapfile, pg_walfile_name(lsn) AS last FROM pg_backup_stop(false)',
    [''],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('the server did not say where the backup ends');
  return row;
}

function isWanted(path: string): boolean {
  const [top = '', below] = path.split('/');
  if (LEFT.has(path) || path.includes('pgsql_tmp') || path.endsWith('pg_internal.init')) return false;
  return below === undefined || below === '' || !EMPTIED.includes(top);
}

function firstSegment(label: string): string {
  const found = /START WAL LOCATION: \S+ \(file ([0-9A-F]{24})\)/.exec(label)?.[1];
  if (found === undefined) throw new Error('the backup label names no segment of the log');
  return found;
}

// Copied while the slot, which ends with this connection, still keeps them.
function copyLog(data: string, to: string, { first, last }: { first: string; last: string }): void {
  const folder = join(to, 'pg_wal');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const segments = readdirSync(join(data, 'pg_wal')).filter((name) => /^[0-9A-F]{24}$/.test(name) && name >= first && name <= last);
  if (!segments.includes(first) || !segments.includes(last)) throw new Error('the log of the backup is not all there');
  for (const name of segments) copyFileSync(join(data, 'pg_wal', name), join(folder, name));
}
