import { Secret } from '@paraph/kernel';

/** A DPoP proof as it came, with the request it came with (RFC 9449). */
export interface PresentedProof {
  /** Compact JWS. */
  readonly proof: Secret;
  readonly method: string;
  /** As clients address the edge it came to, without query and fragment. */
  readonly url: string;
}

/** A request that came with a proof. */
export interface ProofHeader {
  /** The `DPoP` header; two of them are joined by a comma, as Node does. */
  readonly proof: string;
  readonly method: string;
  /** Path and query as they came. */
  readonly target: string;
}

/** Exactly one compact JWS: two proofs in one header are none, since nobody could say which one counts (RFC 9449 section 4.3). */
const PROOF = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const LONGEST_PROOF = 8_000;
const LONGEST_URL = 2_000;

/** The algorithms of a proof, as a challenge names them (RFC 9449 section 7.1). */
export const PROOF_ALGORITHMS = 'algs="ES256 ES384 PS256 RS256"';

/**
 * The proof that a request came with, as far as it can be told without a key; undefined for one that is malformed.
 *
 * @param origin where clients address this edge, which is what their proofs name
 */
export function readProof({ proof, method, target }: ProofHeader, origin: string): PresentedProof | undefined {
  const [path = ''] = target.split('?');
  const url = `${origin}${path}`;
  return proof.length > LONGEST_PROOF || !PROOF.test(proof) || url.length > LONGEST_URL ? undefined : { proof: new Secret(proof), method, url };
}
