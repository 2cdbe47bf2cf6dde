import { toBase64 } from '@paraph/kernel';
import { macInput } from '../records/mac-input.js';

/**
 * The key to which backups are encrypted, as a file that everybody may read: its private half is wrapped by the token, so that whoever has the token,
 * a sibling of it or a copy of it has the key, and nobody else.
 */
export interface BackupRecipient {
  readonly format: 'paraph-backup-recipient';
  readonly version: 1;
  readonly keyId: string;
  /** SubjectPublicKeyInfo of a P-256 key, DER, Base64. */
  readonly publicKey: string;
  /** Base64. */
  readonly blob: string;
  readonly tokenFamily: string;
  readonly kekGeneration: number;
  /** Of the token over all of it, Base64. */
  readonly mac: string;
}

/** What the token's MAC covers. */
export function recipientBytes({ keyId, publicKey, blob, tokenFamily, kekGeneration }: Omit<BackupRecipient, 'mac'>): Uint8Array {
  return macInput('backup-recipient', keyId, publicKey, blob, tokenFamily, kekGeneration);
}

/** What is hashed beside the agreed secret (RFC 7518 section 4.6.2): a key for one backup opens no other, and nothing that people type. */
export function backupInfo(keyId: string, ephemeral: Uint8Array): Uint8Array {
  return macInput('paraph-backup', keyId, toBase64(ephemeral));
}
