import { ServiceError } from '@paraph/contracts';
import { sha256, toBase64Url, whyUnproven, type Clock } from '@paraph/kernel';
import type { PossessionProofs } from '../ports/possession-proofs.js';
import { Reason } from '../refusals.js';

/** A DPoP proof with the request it came with. */
export interface PresentedProof {
  readonly proof: string;
  readonly method: string;
  /** As the client addressed it, without query and fragment. */
  readonly url: string;
}

/** How far ahead of our clock a client's may be, in seconds (RFC 9449 section 11.1). */
const AHEAD = 5;

/** Verifies that whoever shows a SAD holds the key it is bound to (RFC 9449 section 4.3). */
export class VerifyProof {
  constructor(
    private readonly proofs: PossessionProofs,
    private readonly clock: Clock,
  ) {}

  /**
   * Answers what marks the proof as used: base64url, one per key and `jti`.
   *
   * @param token the access token as the client sent it, prefix included
   * @throws `proof.invalid`
   */
  async run(presented: PresentedProof | undefined, { thumbprint, token }: { readonly thumbprint: string; readonly token: string }): Promise<string> {
    if (!presented) throw refused('none came');
    const proof = await this.proofs.verify(presented.proof);
    if (!proof) throw refused('it does not verify');
    if (proof.thumbprint !== thumbprint) throw refused('by another key');
    const { method, url } = presented;
    const why = whyUnproven(proof.claims, { method, url, token }, { at: this.clock.now(), ahead: AHEAD });
    if (why !== undefined) throw refused(why);
    return toBase64Url(sha256('paraph/dpop/v1', JSON.stringify([thumbprint, proof.claims.jti])));
  }
}

function refused(why: string): ServiceError {
  return new ServiceError('proof.invalid', 'the proof of possession is not accepted', { cause: new Reason(why) });
}
