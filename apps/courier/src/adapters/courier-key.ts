import { createECDH, createPrivateKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';

/** The key for which the SAM seals. */
export interface CourierKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
}

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'expected 32 bytes in base64url');

/** Content of the file with courier's key: a private P-256 JWK (RFC 7517, RFC 7518 section 6.2). */
export const courierKeyFile = z
  .object({ kty: z.literal('EC'), crv: z.literal('P-256'), kid: z.string().min(1).max(200), x: coordinate, y: coordinate, d: coordinate })
  .refine(belongTogether, 'expected a private number and the point of P-256 that belongs to it')
  .transform(({ kid, ...key }): CourierKey => ({ kid, privateKey: createPrivateKey({ format: 'jwk', key }) }));

/** OpenSSL takes two halves of different keys for one. */
function belongTogether({ x, y, d }: Readonly<Record<'x' | 'y' | 'd', string>>): boolean {
  const bytes = (part: string): Buffer => Buffer.from(part, 'base64url');
  const pair = createECDH('prime256v1');
  try {
    pair.setPrivateKey(bytes(d));
    // An uncompressed point (SEC 1 section 2.3.3).
    return pair.getPublicKey().equals(Buffer.concat([Buffer.of(0x04), bytes(x), bytes(y)]));
  } catch {
    return false;
  }
}
