import { SystemClock } from '@paraph/kernel';
import { openDatabase, runCommand, type ConfigOf } from '@paraph/platform';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openTokens } from './adapters/pkcs11/open-tokens.js';
import { publishedFiles } from './published-files.js';
import { samConfig } from './sam.config.js';

type SamSettings = ConfigOf<(typeof samConfig)['shape']>;

/**
 * The SAM's public keys and certificates, for whoever must know them before the services start. Repeating it changes nothing.
 */
async function publish({ database: settings, token: tokenSettings, origins }: SamSettings): Promise<Readonly<Record<string, string>>> {
  const database = await openDatabase('sam', settings);
  try {
    const token = await openTokens(tokenSettings, () => new SystemClock().now());
    try {
      return await publishedFiles({ database, token, origin: origins.ca });
    } finally {
      await token.close();
    }
  } finally {
    await database.destroy();
  }
}

function writeAll(folder: string, files: Readonly<Record<string, string>>): readonly string[] {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return Object.keys(files);
}

// `publish FOLDER` writes files; without a folder they are in the answer, for a container whose files nobody can fetch.
await runCommand(samConfig, async (settings, [folder]) => {
  const files = await publish(settings);
  return folder === undefined ? { published: files } : { folder, published: writeAll(folder, files) };
});
