import type { Secret } from '@paraph/kernel';

/** A DPoP proof as it came, with the request it came with (RFC 9449). The SAM judges it. */
export interface PresentedProof {
  /** Compact JWS. */
  readonly proof: Secret;
  readonly method: string;
  /** As clients address this edge, without query and fragment. */
  readonly url: string;
}
