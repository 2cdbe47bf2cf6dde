import { z } from 'zod';
import type { StatementKey } from './domain/release.js';

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'expected 32 bytes in base64url');

/** One public key of the SAM's authority key `statement`. Strict, so that a private key in the file stops the start. */
const statementKey = z.strictObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: coordinate,
  y: coordinate,
  kid: z.string().min(1).max(200),
  alg: z.literal('ES256').optional(),
  use: z.literal('sig').optional(),
});

/** The pinned keys: one, or several with different names while an old one is still in use. */
export const statementKeys = z
  .union([
    statementKey.transform((key): StatementKey[] => [key]),
    z.strictObject({ keys: z.array(statementKey).min(1) }).transform(({ keys }): StatementKey[] => keys),
  ])
  .refine((keys) => new Set(keys.map(({ kid }) => kid)).size === keys.length, 'expected a different kid for each key');
