/** What is to be time-stamped (RFC 3161 MessageImprint). */
export interface Imprint {
  readonly hash: Uint8Array;
  readonly hashAlgorithmOid: string;
  /** Reappears in the token. */
  readonly nonce?: bigint;
}

/** The time-stamping authority. */
export abstract class Timestamps {
  /** The TimeStampToken, DER. */
  abstract issue(imprint: Imprint): Promise<Uint8Array>;
}
