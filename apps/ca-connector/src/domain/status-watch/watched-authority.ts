/** An authority that says by itself which of its certificates it has revoked. */
export interface WatchedAuthority {
  readonly name: string;
  /** Pinned, DER. */
  readonly issuers: readonly Uint8Array[];
  /** Where its list is, and how often it is fetched. */
  readonly crl?: { readonly url: URL; readonly everySeconds: number } | undefined;
  /** Whom to ask about each certificate, and how often. */
  readonly ocsp?: { readonly url: URL; readonly everySeconds: number } | undefined;
}
