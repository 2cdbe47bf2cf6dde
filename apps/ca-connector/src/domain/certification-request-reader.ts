/** Reads certification requests. */
export abstract class CertificationRequestReader {
  /**
   * The public key (SubjectPublicKeyInfo, DER) of a request whose signature by that very key verifies, otherwise
   * `undefined`.
   */
  abstract provenKey(csr: Uint8Array): Uint8Array | undefined;

  /** The public key of a certificate, likewise encoded, or `undefined` if it is none. */
  abstract certifiedKey(certificate: Uint8Array): Uint8Array | undefined;
}
