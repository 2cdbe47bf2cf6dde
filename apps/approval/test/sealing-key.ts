import { typedSecret, type TypedSecret } from '@paraph/contracts';
import { compactDecrypt, exportJWK, generateKeyPair } from 'jose';

/** The SAM's key for what is typed, both halves: the second implementation that opens what the page sealed. */
export interface SealingKey {
  readonly key: Record<string, string>;
  open(sealed: unknown): Promise<TypedSecret>;
}

export async function aSealingKey(): Promise<SealingKey> {
  const { publicKey, privateKey } = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true });
  const { x = '', y = '' } = await exportJWK(publicKey);
  return {
    key: { kty: 'EC', crv: 'P-256', x, y, kid: 'encryption-1' },
    open: async (sealed) => {
      const { plaintext } = await compactDecrypt(String(sealed), privateKey);
      return typedSecret.parse(JSON.parse(Buffer.from(plaintext).toString('utf8')));
    },
  };
}
