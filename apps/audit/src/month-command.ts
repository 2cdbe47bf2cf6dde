import { ServiceError } from '@paraph/contracts';
import { SystemClock } from '@paraph/kernel';
import { databaseOwner, Outbox, runCommand, serviceConfig } from '@paraph/platform';
import { DataSource } from 'typeorm';
import { PostgresArchives } from './adapters/archive/postgres-archives.js';
import { PostgresEventLog } from './adapters/postgres-event-log.js';
import { PostgresMonthStore } from './adapters/postgres-month-store.js';
import { PostgresTreeHeads } from './adapters/postgres-tree-heads.js';
import { archiveSettings, s3Settings } from './archive-settings.js';
import { archiveTargets } from './archive.wiring.js';
import { ArchivedCopies } from './domain/archive/archived-copies.js';
import type { MonthCopies } from './domain/month-copies.js';
import type { MonthStore } from './domain/months/month-store.js';

const config = serviceConfig('audit', { owner: databaseOwner, archive: archiveSettings, s3: s3Settings });

/** A month's command by the owner of the database: the month, and who answers for it. */
export async function runMonthCommand(act: (month: string, by: string, at: { store: MonthStore; copies: MonthCopies }) => Promise<object>): Promise<void> {
  await runCommand(config, async ({ owner, archive, s3 }, [month, ...by]) => {
    const name = by.join(' ').trim();
    if (month === undefined || !/^\d{4}-\d{2}$/.test(month) || name === '' || name.length > 200)
      throw new ServiceError('request.invalid', 'say which month, and who answers for it: 2026-01 Ada Lovelace');
    // No pool and no short limits: this is one long act, beside the service.
    const database = await new DataSource({
      type: 'postgres',
      url: owner.url.reveal(),
      applicationName: 'audit-month',
      extra: { lock_timeout: 10_000 },
    }).initialize();
    try {
      const outbox = new Outbox('audit', database, new SystemClock());
      const { hashes } = new PostgresTreeHeads(database);
      const copies = new ArchivedCopies(
        new PostgresEventLog(database, outbox),
        new PostgresArchives(database, outbox),
        archiveTargets({ archive, s3 }),
        hashes,
      );
      return await act(month, name, { store: new PostgresMonthStore(database, outbox), copies });
    } finally {
      await database.destroy();
    }
  });
}
