import type { Statement } from '@paraph/contracts';
import { CompactEncrypt, importJWK } from 'jose';
import { SecretSealer } from '../domain/ports/secret-sealer.js';

/** Sealing with jose. */
export class JoseSecretSealer extends SecretSealer {
  override async seal(text: string, key: Statement['encryptionKey']): Promise<string> {
    return new CompactEncrypt(new TextEncoder().encode(text))
      .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: key.kid })
      .encrypt(await importJWK({ ...key }, 'ECDH-ES'));
  }
}
