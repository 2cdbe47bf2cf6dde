/** Opens what the SAM sealed for this process. */
export abstract class SealedMessages {
  /** The bytes inside, or undefined for anything that was not sealed for this key in the agreed way. Never throws: an error could quote. */
  abstract open(sealed: string): Promise<Uint8Array | undefined>;
}
