import { z } from 'zod';

/** A public key as JWK, without private members (RFC 7517). */
export const publicJwk = z.object({ kty: z.enum(['EC', 'RSA']), kid: z.string().min(1).max(200) }).catchall(z.string());
