/** A request to sign, its shape checked at the door. */
export interface SignatureRequest {
  readonly attemptId: string;
  /** The access token, prefix included. */
  readonly sad: string;
  readonly clientId: string;
  readonly signerId?: string | undefined;
  readonly credentialId: string;
  /** Base64. */
  readonly hashes: readonly string[];
  readonly signAlgorithmOid: string;
  readonly hashAlgorithmOid?: string | undefined;
}
