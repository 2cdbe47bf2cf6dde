import { newId, toBase64 } from '@paraph/kernel';
import type { Token } from '../ports/token.js';
import { recipientBytes, type BackupRecipient } from './backup-recipient.js';

/** Makes the key to which backups are encrypted. It stands in no database: what opens a backup must not be in it alone. */
export class MakeBackupRecipient {
  constructor(private readonly token: Token) {}

  /** @throws `hsm.refused`, `hsm.unavailable` */
  async run(): Promise<BackupRecipient> {
    const { publicKey, wrapped } = await this.token.generateKeyPair('p256', 'agreement');
    const { blob, tokenFamily, kekGeneration } = wrapped;
    const recipient = {
      format: 'paraph-backup-recipient',
      version: 1,
      keyId: newId('key'),
      publicKey: toBase64(publicKey),
      blob: toBase64(blob),
      tokenFamily,
      kekGeneration,
    } as const;
    return { ...recipient, mac: toBase64(await this.token.mac('authority-key', recipientBytes(recipient))) };
  }
}
