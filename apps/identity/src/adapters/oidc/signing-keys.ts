import type { Secret } from '@paraph/kernel';
import type { JWKS } from 'oidc-provider';
import { z } from 'zod';

const text = z.string().min(1);
const privateKey = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: text,
  y: text,
  d: text,
  kid: text,
  use: z.literal('sig'),
  alg: z.literal('ES256'),
});
const keySet = z.object({ keys: z.array(privateKey).min(1) });

/** The authorisation server's private keys, as the library takes them. */
export function signingKeys(secret: Secret): JWKS {
  return keySet.parse(JSON.parse(secret.reveal()));
}
