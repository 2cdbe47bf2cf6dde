import type { Secret } from '@paraph/kernel';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose';
import { SignedProofs, type SignedProof } from './signed-proofs.js';

/** Those a token can be bound by at the authorisation server; asymmetric ones only (RFC 9449 section 4.2). */
const ALGORITHMS = ['ES256', 'ES384', 'PS256', 'RS256'];

/** Members of a JWK that are no one else's business (RFC 7518 section 6). */
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** DPoP proofs verified with jose by the key each carries. Dates are judged by whoever has the clock. */
export class JoseSignedProofs extends SignedProofs {
  override async verify(proof: Secret): Promise<SignedProof | undefined> {
    try {
      const { payload, protectedHeader } = await jwtVerify(proof.reveal(), EmbeddedJWK, {
        typ: 'dpop+jwt',
        algorithms: ALGORITHMS,
        clockTolerance: Number.MAX_SAFE_INTEGER,
      });
      const { jwk } = protectedHeader;
      if (jwk === undefined || PRIVATE.some((member) => member in jwk)) return undefined;
      return { thumbprint: await calculateJwkThumbprint(jwk), claims: payload };
    } catch {
      return undefined;
    }
  }
}
