import { z } from 'zod';

/** Members of a private or a symmetric key (RFC 7518 sections 6.2.2, 6.3.2 and 6.4.1). */
const SECRET_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/**
 * A public key as JWK, without private members. The one object in a request that may have members nobody here knows: others make it,
 * and its standard says to pass over what is not understood (RFC 7517 section 4).
 */
export const publicJwk = z
  .object({ kty: z.enum(['EC', 'RSA']), kid: z.string().min(1).max(200) })
  .catchall(z.string())
  .refine((jwk) => SECRET_MEMBERS.every((name) => !Object.hasOwn(jwk, name)), 'expected a public key, without the members of a private one');
export type PublicJwk = z.output<typeof publicJwk>;
