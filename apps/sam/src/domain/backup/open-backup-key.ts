import { ServiceError } from '@paraph/contracts';
import { fromBase64 } from '@paraph/kernel';
import type { Token } from '../ports/token.js';
import { backupInfo, recipientBytes, type BackupRecipient } from './backup-recipient.js';

/** What a sealed backup says of its key. */
export interface SealedBackup {
  readonly recipient: BackupRecipient;
  /** The public key that was made for this backup, an uncompressed point. */
  readonly ephemeral: Uint8Array;
}

/** Has the token agree on the key of one backup. Its files are opened elsewhere: the token never sees them. */
export class OpenBackupKey {
  constructor(private readonly token: Token) {}

  /** 32 bytes. @throws `record.tampered` for a recipient that this token did not seal, before anything is unwrapped; `hsm.refused`, `hsm.unavailable` */
  async run({ recipient, ephemeral }: SealedBackup): Promise<Uint8Array> {
    const { keyId, tokenFamily, kekGeneration } = recipient;
    const [blob, mac] = [fromBase64(recipient.blob), fromBase64(recipient.mac)];
    const isOurs = blob && mac && (await this.token.verifyMac('authority-key', recipientBytes(recipient), mac));
    if (!isOurs) throw new ServiceError('record.tampered', 'the backup is for another token, or somebody changed what it says of its key');
    const wrapped = { blob, algorithm: 'p256', use: 'agreement', tokenFamily, kekGeneration } as const;
    return this.token.agree({ keyId, wrapped }, ephemeral, backupInfo(keyId, ephemeral));
  }
}
