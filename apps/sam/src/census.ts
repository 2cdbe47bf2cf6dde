import { SystemClock } from '@paraph/kernel';
import { openDatabase, runCommand } from '@paraph/platform';
import { writeFileSync } from 'node:fs';
import { openTokens } from './adapters/pkcs11/open-tokens.js';
import { PostgresRewrapRows } from './adapters/postgres/postgres-rewrap-rows.js';
import { BackupLife } from './domain/keys/backup-life.js';
import { TakeKeyCensus } from './domain/keys/key-census.js';
import { samConfig } from './sam.config.js';

const USAGE = 'usage: census FILE   (settings of the SAM in the environment)';

/**
 * The command that counts the keys under each generation of the key-encryption key and writes that down, sealed by the
 * token, for the ceremony that destroys an old one.
 */
await runCommand(samConfig, async ({ database: settings, token: tokenSettings }, [file]) => {
  if (file === undefined) throw new Error(USAGE);
  const clock = new SystemClock();
  const database = await openDatabase('sam', settings);
  try {
    const token = await openTokens(tokenSettings, () => clock.now());
    try {
      const taken = new TakeKeyCensus(new PostgresRewrapRows(database), token, clock, new BackupLife(tokenSettings.backupDays));
      const { census, sealed } = await taken.run();
      writeFileSync(file, `${JSON.stringify(sealed)}\n`);
      return { file, ...census };
    } finally {
      await token.close();
    }
  } finally {
    await database.destroy();
  }
});
