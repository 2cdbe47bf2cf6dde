import { compactDecrypt, decodeProtectedHeader } from 'jose';
import { z } from 'zod';
import { SealedMessages } from '../domain/sealed-messages.js';
import type { CourierKey } from './courier-key.js';

/** Exactly what the SAM writes: nothing compressed, no party information, no extension (RFC 7516, RFC 7518 section 4.6). */
const sealedHeader = z.strictObject({
  alg: z.literal('ECDH-ES'),
  enc: z.literal('A256GCM'),
  epk: z.strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string() }),
  kid: z.string().optional(),
});

/** Opens with jose and this process's private key. */
export class JoseSealedMessages extends SealedMessages {
  constructor(private readonly own: CourierKey) {
    super();
  }

  override async open(sealed: string): Promise<Uint8Array | undefined> {
    try {
      const header = sealedHeader.parse(decodeProtectedHeader(sealed));
      if (header.kid !== undefined && header.kid !== this.own.kid) return undefined;
      const allowed = { keyManagementAlgorithms: ['ECDH-ES'], contentEncryptionAlgorithms: ['A256GCM'] };
      const { plaintext } = await compactDecrypt(sealed, this.own.privateKey, allowed);
      return plaintext;
    } catch {
      return undefined;
    }
  }
}
