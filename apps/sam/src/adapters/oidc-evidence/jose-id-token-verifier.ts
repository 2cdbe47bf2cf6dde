import { type Clock, sha256, toBase64Url } from '@paraph/kernel';
import { createLocalJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyResult } from 'jose';
import type { IdentityProvider } from '../../domain/evidence/oidc/identity-provider.js';
import { refusedEvidence as refused } from '../../domain/evidence/refused-evidence.js';
import { validKeys } from '../../domain/providers/valid-keys.js';
import { IdTokenVerifier, type ExpectedIdToken, type ProvenIdentity } from '../../domain/ports/id-token-verifier.js';

/** What a provider's clock may differ from ours, in seconds. */
const TOLERANCE = 5;

/** Claims that may enter a certificate: two of OpenID Connect Core 5.1, and a provider's own: `country`, two letters, and those of an organisation. */
const ATTRIBUTES = ['given_name', 'family_name', 'country', 'organization_name', 'organization_identifier'] as const;

/** Where codes may go, each with the claim by which the provider says that it verified it (OpenID Connect Core 5.1). */
const ADDRESSES = [
  ['phone_number', 'phone_number_verified'],
  ['email', 'email_verified'],
] as const;

/** Verifies ID tokens against the keys the operator pinned. Nothing is fetched, and no header chooses a key but `kid`. */
export class JoseIdTokenVerifier extends IdTokenVerifier {
  constructor(private readonly clock: Clock) {
    super();
  }

  override async verify(idToken: string, expected: ExpectedIdToken): Promise<ProvenIdentity> {
    const { payload, protectedHeader } = await this.verifySignature(idToken, expected.provider);
    // A provider signs other things with the same keys, each of a type of its own (RFC 8725 section 3.11).
    if (protectedHeader.typ !== undefined && protectedHeader.typ !== 'JWT') throw refused('not an ID token');
    this.requireRightAudience(payload, expected.provider);
    if (payload['nonce'] !== toBase64Url(expected.challenge)) throw refused('the nonce is not the challenge');
    const authenticatedAt = this.requireFreshAct(payload, expected.openedAt);
    const level = text(payload['acr']);
    const { requiredAcr } = expected.provider;
    if (requiredAcr !== undefined && level !== requiredAcr) throw refused('another authentication context');
    const subject = text(payload.sub);
    if (subject === undefined) throw refused('no subject');
    return {
      issuer: expected.provider.issuer,
      subject,
      authenticatedAt,
      level,
      evidenceDigest: toBase64Url(sha256(idToken)),
      attributes: attributesOf(payload),
    };
  }

  private async verifySignature(idToken: string, provider: IdentityProvider): Promise<JWTVerifyResult> {
    const now = this.clock.now();
    const keys = createLocalJWKSet({ keys: validKeys(provider.keys, now).map(({ jwk }) => jwk) });
    try {
      // A set of several keys would let a token without `kid` match by type; each pinned key is asked for by name only.
      return await jwtVerify(idToken, (header, token) => (header.kid === undefined ? Promise.reject(new errors.JWKSNoMatchingKey()) : keys(header, token)), {
        issuer: provider.issuer,
        audience: provider.clientId,
        algorithms: [...provider.algorithms],
        clockTolerance: TOLERANCE,
        currentDate: now,
        requiredClaims: ['iss', 'sub', 'aud', 'exp', 'iat', 'nonce', 'auth_time'],
      });
    } catch (error) {
      if (error instanceof errors.JOSEError) throw refused(`the token does not verify: ${error.code}`);
      throw error;
    }
  }

  // One audience, the client named for signing: a token made for a login is none of ours (OpenID Connect Core 3.1.3.7).
  private requireRightAudience({ aud, azp }: JWTPayload & { azp?: unknown }, { clientId }: IdentityProvider): void {
    const audiences = Array.isArray(aud) ? aud : [aud];
    if (audiences.length !== 1 || audiences[0] !== clientId) throw refused('another audience');
    if (azp !== undefined && azp !== clientId) throw refused('another authorised party');
  }

  /** `prompt=none` with a chosen nonce makes a token without any act of the person; only the time of the act tells. */
  private requireFreshAct(payload: JWTPayload, openedAt: Date): Date {
    const { iat } = payload;
    const authTime = payload['auth_time'];
    const earliest = openedAt.getTime() / 1_000 - TOLERANCE;
    const latest = this.clock.now().getTime() / 1_000 + TOLERANCE;
    if (typeof authTime !== 'number' || !Number.isSafeInteger(authTime)) throw refused('no time of authentication');
    if (authTime < earliest) throw refused('authenticated before the draft was opened');
    if (authTime > latest || iat === undefined || iat > latest) throw refused('made in the future');
    if (iat < earliest) throw refused('made before the draft was opened');
    return new Date(authTime * 1_000);
  }
}

function attributesOf(payload: JWTPayload): Readonly<Record<string, string>> {
  const names = [...ATTRIBUTES, ...ADDRESSES.flatMap(([address, isVerified]) => (payload[isVerified] === true ? [address] : []))];
  return Object.fromEntries(names.flatMap((name) => (text(payload[name]) === undefined ? [] : [[name, text(payload[name]) ?? '']])));
}

function text(claim: unknown): string | undefined {
  return typeof claim === 'string' && claim !== '' ? claim : undefined;
}
