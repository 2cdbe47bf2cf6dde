import { createPrivateKey, type KeyObject } from 'node:crypto';
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
  .transform(({ kid, ...key }, context): CourierKey => {
    try {
      return { kid, privateKey: createPrivateKey({ format: 'jwk', key }) };
    } catch {
      context.addIssue('expected a point of P-256 and its private number');
      return z.NEVER;
    }
  });
