/** A DPoP proof as it came, with the request it came with (RFC 9449). The SAM judges it. */
export interface PresentedProof {
  readonly proof: string;
  readonly method: string;
  /** As clients address this edge, without query and fragment. */
  readonly url: string;
}
