import { createHash, createPublicKey, diffieHellman, generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** The file that `backup-key.js make` wrote: a public key whose private half only the token has. */
const recipient = z.strictObject({
  format: z.literal('paraph-backup-recipient'),
  version: z.literal(1),
  keyId: z.string(),
  publicKey: z.base64(),
  blob: z.base64(),
  tokenFamily: z.string(),
  kekGeneration: z.int().positive(),
  mac: z.base64(),
});

/** What stands beside sealed parts, for everybody to read: the token opens the key of this backup by it. */
export const sealedBackup = z.strictObject({
  format: z.literal('paraph-sealed-backup'),
  version: z.literal(1),
  takenAt: z.string(),
  parts: z.array(z.string()).min(1),
  recipient,
  /** Uncompressed point, Base64. */
  ephemeral: z.base64(),
});
export type SealedBackup = z.output<typeof sealedBackup>;

/** The key of a new backup, and what says how the token gets to it. Nobody who made it can make it again. */
export function keyFor(recipientFile: string, about: Pick<SealedBackup, 'takenAt' | 'parts'>): { readonly sealed: SealedBackup; readonly key: Buffer } {
  const to = recipient.parse(JSON.parse(readFileSync(recipientFile, 'utf8')));
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const ephemeral = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]).toString('base64');
  const secret = diffieHellman({ privateKey, publicKey: createPublicKey({ key: Buffer.from(to.publicKey, 'base64'), format: 'der', type: 'spki' }) });
  // One round of the Concat KDF (RFC 7518 section 4.6.2), as the token makes it.
  const info = JSON.stringify(['paraph-backup', to.keyId, ephemeral]);
  const key = createHash('sha256')
    .update(Buffer.of(0, 0, 0, 1))
    .update(secret)
    .update(info)
    .digest();
  secret.set(randomBytes(secret.length));
  return { sealed: { format: 'paraph-sealed-backup', version: 1, ...about, recipient: to, ephemeral }, key };
}
