import { SAD_PREFIX, SAD_TYPE, ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import { readCompact, type CompactJws } from '../jws/compact.js';
import type { AuthorityKeys } from '../keys/authority-keys.js';
import { SAD_ISSUER, type SadClaims } from './sad-claims.js';
import type { PresentedProof, VerifyProof } from './verify-proof.js';

let authorise: (claims: SadClaims, proofDigest: string | undefined) => Authorisation;

/**
 * What a genuine SAD of this SAM authorises. Only `VerifySad` makes one, and without one nothing can be reserved and so
 * nothing signed.
 */
export class Authorisation {
  private constructor(
    readonly claims: SadClaims,
    /** What marks the bearer's proof of possession as used, where the SAD is bound to a key. */
    readonly proofDigest: string | undefined,
  ) {}

  static {
    authorise = (claims, proofDigest) => new Authorisation(claims, proofDigest);
  }
}

/** Tells a SAD of this SAM, still in its time, from everything else. */
export class VerifySad {
  constructor(
    private readonly keys: AuthorityKeys,
    private readonly proofs: VerifyProof,
    private readonly clock: Clock,
  ) {}

  /** @throws `sad.invalid`; `sad.expired` for a genuine one whose time is over; `proof.invalid` for one whose bearer does not hold its key */
  async run(sad: string, proof?: PresentedProof): Promise<Authorisation> {
    const jws = sad.startsWith(SAD_PREFIX) ? readCompact(sad.slice(SAD_PREFIX.length)) : undefined;
    if (!jws || !this.isOurs(jws)) throw new ServiceError('sad.invalid', 'the SAD is not valid');

    // The signature proves that IssueSad wrote the payload from a value of this type.
    const claims = jws.payload as unknown as SadClaims;
    if (claims.iss !== SAD_ISSUER) throw new ServiceError('sad.invalid', 'the SAD is not valid');
    if (this.clock.now().getTime() >= claims.exp * 1_000) throw new ServiceError('sad.expired', 'the SAD has expired');
    if (claims.cnf === undefined) {
      // A proof nobody asked for would be one more thing to replay; and its sender believes in a binding that is not there.
      if (proof) throw new ServiceError('proof.invalid', 'the SAD is not bound to a key');
      return authorise(claims, undefined);
    }
    return authorise(claims, await this.proofs.run(proof, { thumbprint: claims.cnf.jkt, token: sad }));
  }

  // The header is closed and the key is ours: nothing in a token takes part in the choice of either (RFC 8725 section 3).
  private isOurs({ header, input, signature }: CompactJws): boolean {
    const { alg, typ, kid, ...others } = header;
    if (alg !== 'ES256' || typ !== SAD_TYPE || kid !== this.keys.publicJwk('sad').kid || Object.keys(others).length > 0) return false;
    return this.keys.isSigned('sad', input, signature);
  }
}
