import { NestFactory } from '@nestjs/core';
import { Log, openDatabase, PlatformModule, Readiness, runCommand, type ConfigOf } from '@paraph/platform';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AuthorityKeys } from './domain/keys/authority-keys.js';
import { Authorities } from './domain/x509/authorities.js';
import { samConfig } from './sam.config.js';
import { samModule } from './sam.module.js';

type SamSettings = ConfigOf<(typeof samConfig)['shape']>;

const USAGE = 'usage: publish FOLDER   (settings of the SAM in the environment)';

/**
 * The command that writes the SAM's public keys and certificates to a folder, for whoever must know them before the
 * services start. It makes the authority keys if they do not exist yet; repeating it changes nothing.
 */
async function publish(config: SamSettings, folder: string): Promise<readonly string[]> {
  const database = await openDatabase('sam', config.database);
  const log = new Log('sam', config.log.level);
  const platform = PlatformModule.around({ service: 'sam', log, readiness: new Readiness(), connection: undefined, database });
  const context = await NestFactory.createApplicationContext(
    { module: class Publish {}, imports: [platform, samModule(config)] },
    { logger: false, abortOnError: false },
  );
  try {
    const keys = context.get(AuthorityKeys, { strict: false });
    const authorities = context.get(Authorities, { strict: false });
    const files = {
      'statement.jwk.json': json(keys.publicJwk('statement')),
      'tree-head.jwk.json': json(keys.publicJwk('tree-head')),
      'receipt.jwk.json': json(keys.publicJwk('receipt')),
      'oidc-client.jwks.json': json({ keys: [keys.publicJwk('oidc-client')] }),
      'root.pem': pem((await authorities.find('root')).certificate),
      'issuing.pem': pem((await authorities.find('issuing')).certificate),
      'tsa.pem': pem((await authorities.timestampUnit()).certificate),
    };
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return Object.keys(files);
  } finally {
    await context.close();
    await database.destroy();
  }
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function pem(certificate: Uint8Array): string {
  const lines = Buffer.from(certificate).toString('base64').replace(/.{64}/g, '$&\n').trimEnd();
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

await runCommand(samConfig, async (settings, [folder]) => {
  if (folder === undefined) throw new Error(USAGE);
  return { folder, published: await publish(settings, folder) };
});
