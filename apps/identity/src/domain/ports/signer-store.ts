import type { IdentityEvent } from './events.js';

export interface Signer {
  readonly id: string;
  readonly subscriberId: string;
  readonly name: string;
}

/** A signer with the name of whom they sign for. */
export interface KnownSigner extends Signer {
  readonly subscriberName: string;
}

/** A person as an identity provider names them: only the pair means anything. */
export interface ProvenIdentity {
  readonly issuer: string;
  readonly subject: string;
}

/** The persons who sign for subscribers, and by which identity each is known. */
export abstract class SignerStore {
  /** Adds a signer and its event, both or neither. */
  abstract add(signer: Signer, event: IdentityEvent): Promise<void>;
  abstract find(id: string): Promise<Signer | undefined>;
  /**
   * Remembers by which identity a signer is known; repeating it changes nothing. False, and nothing is written, if another signer
   * of the same subscriber is known by it, or an operator is.
   */
  abstract link(signerId: string, identity: ProvenIdentity, event: IdentityEvent): Promise<boolean>;
  /** Whether this identity is that of an operator: nobody holds a role of trust and signs (ROL-03). */
  abstract isOperators(identity: ProvenIdentity): Promise<boolean>;
  /** Every signer known by this identity, whatever subscriber they sign for. */
  abstract knownBy(identity: ProvenIdentity): Promise<KnownSigner[]>;
  /** The subscriber's signer known by this identity. */
  abstract linkedTo(subscriberId: string, identity: ProvenIdentity): Promise<Signer | undefined>;
}
