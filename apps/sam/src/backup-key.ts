import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { Pkcs11Token } from './adapters/pkcs11/pkcs11-token.js';
import { readPin } from './adapters/pkcs11/pin-file.js';
import { readFamilies } from './adapters/pkcs11/token-family-file.js';
import { runByHand } from './command-by-hand.js';
import { MakeBackupRecipient } from './domain/backup/make-recipient.js';
import { OpenBackupKey } from './domain/backup/open-backup-key.js';
import type { Token } from './domain/ports/token.js';

const USAGE = `usage: backup-key COMMAND --module PATH --label LABEL --pin-file PATH [--module-parameters TEXT] [--family-file PATH] …
  make --recipient FILE                 the key to which backups are encrypted: everybody may read the file, the token alone opens what it encrypts
  open --backup FILE --key-file FILE    the key of one backup (its sealed.json), for npm run restore; delete the file afterwards
Needs a token that holds the keys, its PIN, and nothing else: neither database nor settings. docs/operations/backup.md
`;

/** What `sealed.json` of a backup says, as far as it is needed here. */
const sealedBackup = z.object({
  recipient: z.object({
    format: z.literal('paraph-backup-recipient'),
    version: z.literal(1),
    keyId: z.string(),
    publicKey: z.string(),
    blob: z.string(),
    tokenFamily: z.string(),
    kekGeneration: z.int().positive(),
    mac: z.string(),
  }),
  ephemeral: z.string(),
});

/** The command: run by hand, where a site is set up, and where one is restored. */
async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      ...{ module: text, label: text, 'pin-file': text, 'module-parameters': text, 'family-file': text },
      ...{ recipient: text, backup: text, 'key-file': text },
    },
  });
  const [command] = positionals;
  const { recipient, backup, 'key-file': keyFile } = values;
  if (command === 'make' && recipient !== undefined) return withToken(values, (token) => make(token, recipient));
  if (command === 'open' && backup !== undefined && keyFile !== undefined) return withToken(values, (token) => open(token, { backup, keyFile }));
  throw new Error(USAGE);
}

async function make(token: Token, file: string): Promise<void> {
  const made = await new MakeBackupRecipient(token).run();
  // One that is there may be that of backups that exist.
  writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`, { flag: 'wx' });
  process.stdout.write(`${JSON.stringify({ recipient: file, keyId: made.keyId, kekGeneration: made.kekGeneration })}\n`);
}

async function open(token: Token, { backup, keyFile }: { readonly backup: string; readonly keyFile: string }): Promise<void> {
  const { recipient, ephemeral } = sealedBackup.parse(JSON.parse(readFileSync(backup, 'utf8')));
  const key = await new OpenBackupKey(token).run({ recipient, ephemeral: new Uint8Array(Buffer.from(ephemeral, 'base64')) });
  writeFileSync(keyFile, key, { mode: 0o600, flag: 'wx' });
  key.fill(0);
  process.stdout.write(`${JSON.stringify({ keyFile, keyId: recipient.keyId })}\n`);
}

interface TokenWords {
  readonly module?: string | undefined;
  readonly label?: string | undefined;
  readonly 'pin-file'?: string | undefined;
  readonly 'module-parameters'?: string | undefined;
  readonly 'family-file'?: string | undefined;
}

async function withToken(words: TokenWords, work: (token: Token) => Promise<void>): Promise<void> {
  const { module, label, 'pin-file': pinFile, 'module-parameters': moduleParameters, 'family-file': familyFile } = words;
  if (module === undefined || label === undefined || pinFile === undefined) throw new Error(USAGE);
  const families = familyFile === undefined ? {} : { families: readFamilies(familyFile) };
  const few = { sessions: 1, threads: 1, cacheKeys: 1, cacheSeconds: 60 };
  const token = await Pkcs11Token.open({ module, label, pin: readPin(pinFile), ...few, ...families, moduleParameters });
  try {
    await work(token);
  } finally {
    await token.close();
  }
}

await runByHand(main);
