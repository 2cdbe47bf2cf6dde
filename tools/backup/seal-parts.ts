import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { StepFailure } from '../stack/progress.ts';
import { copyLiving } from './copy.ts';
import { partNames, type PartName } from './parts.ts';
import { keyFor, sealedBackup, type SealedBackup } from './recipient.ts';
import { opened, sealed } from './sealed-stream.ts';

/** What has personal data. The token's part and the secrets are for other keepers, and what opens the rest is among them. */
const SEALED: readonly PartName[] = ['files', 'database'];

const NAME = 'sealed.json';
const fileOf = (part: string): string => `${part}.sealed`;

/** Seals the parts of a backup that lies there whole, and removes them in clear. Nothing but the token opens them again. */
export async function sealParts(backup: string, recipientFile: string, takenAt: string): Promise<SealedBackup> {
  const { sealed: says, key } = keyFor(recipientFile, { takenAt, parts: [...SEALED] });
  try {
    for (const part of SEALED) {
      const tar = spawn('tar', ['-C', join(backup, part), '-cf', '-', '.'], { stdio: ['ignore', 'pipe', 'inherit'] });
      const ended = once(tar, 'exit');
      await pipeline(sealed(tar.stdout, key, part), createWriteStream(join(backup, fileOf(part)), { mode: 0o600, flags: 'wx' }));
      mustHaveWorked(await ended, 'packed');
    }
    writeFileSync(join(backup, NAME), `${JSON.stringify(says, undefined, 2)}\n`, { mode: 0o600 });
  } finally {
    key.fill(0);
  }
  for (const part of SEALED) rmSync(join(backup, part), { recursive: true });
  return says;
}

/** Whether parts of a backup are sealed. */
export function isSealed(backup: string): boolean {
  return existsSync(join(backup, NAME));
}

/**
 * Makes a backup in clear from one with sealed parts, in a folder beside `near` that its caller removes.
 *
 * @param keyFile 32 octets, as `backup-key.js open` wrote them
 */
export async function openParts(backup: string, keyFile: string, near: string): Promise<string> {
  const says = sealedBackup.parse(JSON.parse(readFileSync(join(backup, NAME), 'utf8')));
  const key = readFileSync(keyFile);
  mkdirSync(dirname(near), { recursive: true });
  const clear = mkdtempSync(`${near}.opened-`);
  try {
    for (const part of partNames) await openPart({ backup, clear, part, isSealed: says.parts.includes(part) }, key);
    return clear;
  } catch (error) {
    rmSync(clear, { recursive: true, force: true });
    throw error;
  } finally {
    key.fill(0);
  }
}

interface Opening {
  readonly backup: string;
  readonly clear: string;
  readonly part: PartName;
  readonly isSealed: boolean;
}

async function openPart({ backup, clear, part, isSealed: isClosed }: Opening, key: Uint8Array): Promise<void> {
  const folder = join(clear, part);
  mkdirSync(folder, { mode: 0o700 });
  if (!isClosed) return copyLiving(join(backup, part), folder);
  const file = join(backup, fileOf(part));
  if (!existsSync(file)) throw new StepFailure(`${file} is not there`, 'put all files of one backup side by side');
  const tar = spawn('tar', ['-C', folder, '--no-same-owner', '-xf', '-'], { stdio: ['pipe', 'ignore', 'ignore'] });
  const ended = once(tar, 'exit');
  try {
    await pipeline(Readable.from(opened(createReadStream(file), key, part)), tar.stdin);
  } catch (cause) {
    tar.kill();
    await ended;
    throw new StepFailure(`${file} does not open: it is not what was sealed, or the key is that of another backup`, 'take another copy of this backup', {
      cause,
    });
  }
  mustHaveWorked(await ended, 'unpacked');
}

function mustHaveWorked([code]: readonly unknown[], what: string): void {
  if (code !== 0) throw new StepFailure(`tar ended with ${String(code)}: a part could not be ${what}`, 'see what it said above');
}
