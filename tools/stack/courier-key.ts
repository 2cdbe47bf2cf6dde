import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { SecretFiles } from './secrets.ts';

const privateKey = z.object({ kty: z.string(), crv: z.string(), x: z.string(), y: z.string(), d: z.string(), kid: z.string() });

/** Courier's key as two files: courier alone is told of the first, the SAM of the second. */
export function courierKey(secrets: SecretFiles): { readonly file: string; readonly publicFile: string } {
  const file = secrets.file('courier.key.json', newKey);
  const { kid, ...key } = privateKey.parse(JSON.parse(secrets.read('courier.key.json')));
  const publicKey = createPublicKey(createPrivateKey({ format: 'jwk', key })).export({ format: 'jwk' });
  const publicFile = secrets.write('courier-public.key.json', JSON.stringify({ ...publicKey, kid, use: 'enc', alg: 'ECDH-ES' }));
  return { file, publicFile };
}

function newKey(): string {
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  return JSON.stringify({ ...key, kid: `courier-${randomBytes(6).toString('hex')}` });
}
