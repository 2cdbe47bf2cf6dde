import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { OwnToken } from '../bench/bench-options.ts';

const ROOT = dirname(dirname(import.meta.dirname));
const run = promisify(execFile);

/** A program of ours as an operator calls it; what it says when it fails is the error. */
async function program(words: readonly string[], variables: Readonly<Record<string, string>> = {}): Promise<string> {
  const { stdout } = await run(process.execPath, [...words], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...variables },
  });
  return stdout;
}

/** The commands of docs/operations/backup.md, one after the other, with a folder for what lies between them. */
export class BackupByHand {
  private readonly folder: string;
  private readonly recipient: string;
  readonly backup: string;

  constructor(folder: string) {
    this.folder = folder;
    this.recipient = join(folder, 'backup-recipient.json');
    this.backup = join(folder, 'backup');
  }

  /** Once, where the SAM runs. */
  async makeRecipient(token: OwnToken): Promise<void> {
    await this.withToken(token, 'make', '--recipient', this.recipient);
  }

  /** Encrypted to the token. */
  async take(state: string): Promise<void> {
    await program(['tools/backup/backup.ts', '--state', state, '--to', this.backup, '--recipient', this.recipient]);
  }

  /** Where nothing is left but the backup: the token out of its part, with the PIN out of another, gives out the key that opens the rest. */
  async putBack(state: string, { module, label }: Pick<OwnToken, 'module' | 'label'>): Promise<void> {
    const [objects, config, key] = [join(this.folder, 'token', 'objects'), join(this.folder, 'token', 'softhsm2.conf'), join(this.folder, 'once.key')];
    mkdirSync(dirname(config), { recursive: true, mode: 0o700 });
    cpSync(join(this.backup, 'token', 'token', 'objects'), objects, { recursive: true });
    writeFileSync(config, `directories.tokendir = ${objects}\nobjectstore.backend = file\n`, { mode: 0o600 });
    const token = { module, label, pinFile: join(this.backup, 'secrets', 'secrets', 'token-user.pin'), environment: { SOFTHSM2_CONF: config } };
    await this.withToken(token, 'open', '--backup', join(this.backup, 'sealed.json'), '--key-file', key);
    await program(['tools/backup/restore.ts', '--from', this.backup, '--key-file', key, '--state', state]);
  }

  private async withToken({ module, label, pinFile, environment }: OwnToken, ...words: readonly string[]): Promise<void> {
    const token = ['--module', module, '--label', label, '--pin-file', pinFile];
    await program(['apps/sam/dist/backup-key.js', ...words, ...token], environment);
  }
}
