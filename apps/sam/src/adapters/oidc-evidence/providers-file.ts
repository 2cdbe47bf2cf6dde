import { z } from 'zod';
import type { IdentityProvider } from '../../domain/evidence/oidc/identity-provider.js';

const moment = z.iso.datetime().transform((text) => new Date(text));

/** A public key as the provider published it, with the dates between which the operator accepts it. */
const pinnedKey = z
  .object({ kid: z.string().min(1).max(200), kty: z.enum(['EC', 'RSA', 'OKP']), notBefore: moment.optional(), notAfter: moment.optional() })
  .catchall(z.unknown())
  .refine((key) => !['d', 'p', 'q', 'k'].some((member) => member in key), 'expected a public key');

const provider = z
  .strictObject({
    issuer: z.url(),
    clientId: z.string().min(1).max(200),
    authorizationEndpoint: z.url(),
    tokenEndpoint: z.url(),
    algorithms: z.array(z.enum(['ES256', 'ES384', 'PS256', 'RS256'])).min(1),
    keys: z.array(pinnedKey).min(1),
    requiredAcr: z.string().min(1).optional(),
  })
  .refine(({ keys }) => isEachOnce(keys.map(({ kid }) => kid)), 'expected each kid once');

/** Content of the file of pinned identity providers: a JSON array. */
export const providersFile: z.ZodType<readonly IdentityProvider[]> = z
  .array(provider)
  .min(1)
  .refine((list) => isEachOnce(list.map(({ issuer }) => issuer)), 'expected each issuer once')
  .transform((list) => list.map(({ keys, ...rest }) => ({ ...rest, keys: keys.map(({ notBefore, notAfter, ...jwk }) => ({ jwk, notBefore, notAfter })) })));

function isEachOnce(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length;
}
