import type { ReadMessage } from '../codec/pki-message.js';

/** Whom a message is about, for the SAM to look up; nobody, where it asks the authority for its own facts. */
export interface Concern {
  readonly credentialId: string;
  /** Of a revocation: what is to be revoked, DER, since it may never have been bound. */
  readonly certificate?: Uint8Array;
}

/** How one message of ours is protected: the algorithm goes into the header, which is protected itself. */
export interface Seal {
  /** AlgorithmIdentifier, DER. */
  readonly algorithm: Uint8Array<ArrayBuffer>;
  /** The protection over a ProtectedPart. */
  over(protectedPart: Uint8Array, concern: Concern | undefined): Promise<Uint8Array>;
}

/** Who we are in CMP messages, and how the other side proves itself (RFC 9483 section 3.2: by the same means as we). */
export abstract class MessageProtection {
  /** Name, DER. */
  abstract readonly sender: Uint8Array;
  /** Name, DER. */
  abstract readonly recipient: Uint8Array;
  abstract readonly senderKid: Uint8Array<ArrayBuffer> | undefined;
  /** What goes along, DER: the certificate of the signature first. */
  abstract readonly certificates: readonly Uint8Array[];

  /** Begins the protection of one message. */
  abstract begin(): Seal;

  /** Why an answer is not proven to be the authority's, or `undefined` if it is. @throws for what is no DER */
  abstract whyUnproven(answer: ReadMessage): Promise<string | undefined>;
}
