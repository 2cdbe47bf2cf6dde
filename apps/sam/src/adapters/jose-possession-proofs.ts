import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose';
import { PossessionProofs, type SignedProof } from '../domain/ports/possession-proofs.js';

/** Asymmetric algorithms only (RFC 9449 section 4.2). */
const ALGORITHMS = ['ES256', 'ES384', 'ES512', 'PS256', 'RS256', 'EdDSA'];

/** DPoP proofs verified with jose by the key each carries. Times are the domain's: it has the clock. */
export class JosePossessionProofs extends PossessionProofs {
  override async verify(proof: string): Promise<SignedProof | undefined> {
    try {
      // The proof's own dates are judged elsewhere; `exp`, where a client sets one, is not asked for by the RFC.
      const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
        typ: 'dpop+jwt',
        algorithms: ALGORITHMS,
        clockTolerance: Number.MAX_SAFE_INTEGER,
      });
      const { jwk } = protectedHeader;
      if (!jwk || 'd' in jwk || 'k' in jwk) return undefined;
      return { thumbprint: await calculateJwkThumbprint(jwk), claims: payload };
    } catch {
      return undefined;
    }
  }
}
