import { SystemClock } from '@paraph/kernel';
import { openDatabase, runCommand, type ConfigOf } from '@paraph/platform';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openTokens } from './adapters/pkcs11/open-tokens.js';
import { publishedFiles } from './published-files.js';
import { samConfig } from './sam.config.js';

type SamSettings = ConfigOf<(typeof samConfig)['shape']>;

const USAGE = 'usage: publish FOLDER   (settings of the SAM in the environment)';

/**
 * The command that writes the SAM's public keys and certificates to a folder, for whoever must know them before the
 * services start. Repeating it changes nothing.
 */
async function publish({ database: settings, token: tokenSettings, origins }: SamSettings, folder: string): Promise<readonly string[]> {
  const database = await openDatabase('sam', settings);
  try {
    const token = await openTokens(tokenSettings, () => new SystemClock().now());
    try {
      const files = await publishedFiles({ database, token, origin: origins.ca });
      mkdirSync(folder, { recursive: true });
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
      return Object.keys(files);
    } finally {
      await token.close();
    }
  } finally {
    await database.destroy();
  }
}

await runCommand(samConfig, async (settings, [folder]) => {
  if (folder === undefined) throw new Error(USAGE);
  return { folder, published: await publish(settings, folder) };
});
