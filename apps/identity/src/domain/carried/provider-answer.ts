/** What a provider sent the browser back with. */
export interface ProviderAnswer {
  readonly code?: string | undefined;
  readonly error?: string | undefined;
  /** Who answered, where the provider says so (RFC 9207). */
  readonly issuer?: string | undefined;
}
