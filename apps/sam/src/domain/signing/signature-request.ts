import type { PresentedProof } from './verify-proof.js';

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
  /** Parameters of the algorithm, DER in Base64: RSASSA-PSS has them. */
  readonly signAlgorithmParameters?: string | undefined;
  readonly hashAlgorithmOid?: string | undefined;
  /** Where the SAD is bound to a key. */
  readonly proof?: PresentedProof | undefined;
  /** After this moment nobody waits for the answer. */
  readonly answerBy?: Date | undefined;
}
