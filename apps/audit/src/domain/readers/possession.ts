import type { Secret } from '@paraph/kernel';

/** A request as far as a proof of possession is about it (RFC 9449). */
export interface ProvenRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly target: string;
  /** The `DPoP` header, where there is one. */
  readonly proof: string | undefined;
}

/** Tells whether whoever shows a token that is bound to a key holds that key: by a proof over this very request, which counts once. */
export abstract class Possession {
  /**
   * @param thumbprint of the key that the token is bound to (RFC 7638), base64url
   * @throws ServiceError `operator.refused` where the request came with no proof, or one that does not show it
   */
  abstract verify(request: ProvenRequest, bound: { readonly token: Secret; readonly thumbprint: string }): Promise<void>;
}
