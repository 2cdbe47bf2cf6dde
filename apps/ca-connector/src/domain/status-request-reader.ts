/** What a client asks by OCSP, or why it cannot be answered. */
export type StatusQuestion =
  | {
      /** Hexadecimal. */
      readonly serialNumber: string;
      /** What the client wants to find in the answer again (RFC 9654). */
      readonly nonce?: Uint8Array;
    }
  | { readonly error: 'malformedRequest' | 'unauthorized' };

/** Reads OCSP requests. */
export abstract class StatusRequestReader {
  /**
   * The one certificate asked about, if its issuer is this one.
   *
   * @param issuer the authority's certificate, DER
   */
  abstract read(request: Uint8Array, issuer: Uint8Array): StatusQuestion;
}
