import { createLocalJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyResult } from 'jose';
import { createPublicKey } from 'node:crypto';
import { z } from 'zod';
import type { IdentityProvider, PinnedKey } from '../../domain/evidence/oidc/identity-provider.js';
import { refusedEvidence } from '../../domain/evidence/refused-evidence.js';
import { SignedKeySets, type SignedKeySet } from '../../domain/ports/signed-key-sets.js';
import { validKeys } from '../../domain/providers/valid-keys.js';

/** What a provider's clock may differ from ours, in seconds. */
const TOLERANCE = 5;

/** Longest time a signed set may say that it holds, in seconds: a captured one is worth nothing for ever. */
const LONGEST_LIFETIME = 31 * 86_400;

/** `typ` of a signed key set (OpenID Federation 1.0, 5.2.1.1). */
const TYPE = 'jwk-set+jwt';

const LEAST_RSA_BITS = 2_048;

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** What of a key is kept: what verifying needs, and nothing that could choose another key (`x5u`, `x5c`). */
const key = z.object({
  kid: z.string().min(1).max(200),
  kty: z.enum(['EC', 'RSA', 'OKP']),
  alg: z.string().max(20).optional(),
  crv: z.string().max(20).optional(),
  x: z.string().max(200).optional(),
  y: z.string().max(200).optional(),
  n: z.string().max(1_400).optional(),
  e: z.string().max(20).optional(),
});

/** Signed key sets with jose; the members of each key are read here. */
export class JoseSignedKeySets extends SignedKeySets {
  override async verify(signedKeys: string, provider: IdentityProvider, now: Date): Promise<SignedKeySet> {
    const valid = validKeys(provider.keys, now);
    const { payload, protectedHeader } = await verifySignature(signedKeys, { provider, valid, now });
    const signedBy = valid.find(({ jwk }) => jwk.kid === protectedHeader.kid);
    if (!signedBy) throw refusedEvidence('signed by no pinned key');
    if (payload.sub !== undefined && payload.sub !== provider.issuer) throw refusedEvidence('a key set of somebody else');
    const signedAt = requireMoment(payload, now);
    const keys = readKeys(payload['keys']);
    const renamed = keys.find(({ kid }) => kid === signedBy.jwk.kid);
    if (renamed && !isSameKey(renamed, signedBy.jwk)) throw refusedEvidence('another key under the name of the one that signed');
    return { keys, signedBy, signedAt };
  }
}

interface Verifying {
  readonly provider: IdentityProvider;
  readonly valid: readonly PinnedKey[];
  readonly now: Date;
}

async function verifySignature(signedKeys: string, { provider, valid, now }: Verifying): Promise<JWTVerifyResult> {
  const keys = createLocalJWKSet({ keys: valid.map(({ jwk }) => jwk) });
  try {
    return await jwtVerify(signedKeys, (header, token) => (header.kid === undefined ? Promise.reject(new errors.JWKSNoMatchingKey()) : keys(header, token)), {
      typ: TYPE,
      issuer: provider.issuer,
      algorithms: [...provider.algorithms],
      clockTolerance: TOLERANCE,
      currentDate: now,
      requiredClaims: ['iss', 'iat', 'exp'],
    });
  } catch (error) {
    if (error instanceof errors.JOSEError) throw refusedEvidence(`the key set does not verify: ${error.code}`);
    throw refusedEvidence('the key set cannot be read');
  }
}

function requireMoment({ iat = 0, exp = 0 }: JWTPayload, now: Date): Date {
  if (iat > now.getTime() / 1_000 + TOLERANCE) throw refusedEvidence('made in the future');
  if (exp - iat > LONGEST_LIFETIME) throw refusedEvidence('says that it holds for longer than a month');
  return new Date(Math.floor(iat) * 1_000);
}

function readKeys(value: unknown): readonly PinnedKey['jwk'][] {
  const list = z.array(z.looseObject({})).min(1).max(40).safeParse(value);
  if (!list.success) throw refusedEvidence('no list of keys');
  const keys = list.data.filter(({ use }) => use === undefined || use === 'sig').map(readKey);
  if (keys.length === 0 || keys.length > 20) throw refusedEvidence('no key for signatures, or more than twenty');
  if (new Set(keys.map(({ kid }) => kid)).size < keys.length) throw refusedEvidence('two keys of one name');
  return keys;
}

function readKey(value: Readonly<Record<string, unknown>>): PinnedKey['jwk'] {
  if (PRIVATE_MEMBERS.some((member) => member in value)) throw refusedEvidence('a private key in the set');
  const parsed = key.safeParse(value);
  if (!parsed.success) throw refusedEvidence('a key of the set cannot be read');
  if (!isStrong(parsed.data)) throw refusedEvidence('a key of the set is too weak, or none');
  return parsed.data;
}

function isStrong(jwk: Readonly<Record<string, unknown>>): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    return asymmetricKeyType !== 'rsa' || (asymmetricKeyDetails?.modulusLength ?? 0) >= LEAST_RSA_BITS;
  } catch {
    return false;
  }
}

function isSameKey(one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>): boolean {
  return ['kty', 'crv', 'x', 'y', 'n', 'e'].every((member) => one[member] === other[member]);
}
