import type { Statement } from '@paraph/contracts';

/** Encrypts what an application brought in clear for the SAM's own key, as the approval page would have. */
export abstract class SecretSealer {
  /** A compact JWE, ECDH-ES and A256GCM (RFC 7516). */
  abstract seal(text: string, key: Statement['encryptionKey']): Promise<string>;
}
