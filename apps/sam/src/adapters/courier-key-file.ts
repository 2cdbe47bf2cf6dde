import { createPublicKey } from 'node:crypto';
import { z } from 'zod';

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'expected 32 bytes in base64url');

/** Content of the file with courier's public key: a P-256 JWK without private members (RFC 7517). */
export const courierKeyFile = z
  .object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: coordinate, y: coordinate, kid: z.string().min(1).max(200) })
  .catchall(z.unknown())
  .refine((key) => !('d' in key), 'expected a public key')
  .refine(isOnCurve, 'expected a point of the curve');
export type CourierKey = z.output<typeof courierKeyFile>;

function isOnCurve({ kty, crv, x, y }: { readonly kty: string; readonly crv: string; readonly x: string; readonly y: string }): boolean {
  try {
    createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}
