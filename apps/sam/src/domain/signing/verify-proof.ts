import { ServiceError } from '@paraph/contracts';
import { sha256, toBase64Url, type Clock } from '@paraph/kernel';
import type { PossessionProofs } from '../ports/possession-proofs.js';
import { Reason } from '../refusals.js';

/** A DPoP proof with the request it came with. */
export interface PresentedProof {
  readonly proof: string;
  readonly method: string;
  /** As the client addressed it, without query and fragment. */
  readonly url: string;
}

/** How old a proof may be, and how far ahead of our clock, in seconds (RFC 9449 section 11.1). */
const AGE = 60;
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
    const { jti, htm, htu, iat, ath } = proof.claims;
    if (typeof jti !== 'string' || jti.length === 0 || jti.length > 500) throw refused('no jti');
    if (htm !== presented.method || typeof htu !== 'string' || normal(htu) !== normal(presented.url)) throw refused('for another request');
    if (ath !== toBase64Url(sha256(token))) throw refused('for another token');
    const now = this.clock.now().getTime() / 1_000;
    if (typeof iat !== 'number' || iat < now - AGE || iat > now + AHEAD) throw refused('too old, or of the future');
    return toBase64Url(sha256('paraph/dpop/v1', JSON.stringify([thumbprint, jti])));
  }
}

/** Scheme and host in lower case, no default port, no query, no fragment (RFC 9449 section 4.3 point 9). */
function normal(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  return `${url.origin}${url.pathname}`;
}

function refused(why: string): ServiceError {
  return new ServiceError('proof.invalid', 'the proof of possession is not accepted', { cause: new Reason(why) });
}
