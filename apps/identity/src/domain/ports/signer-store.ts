import type { IdentityEvent } from './events.js';

export interface Signer {
  readonly id: string;
  readonly subscriberId: string;
  readonly name: string;
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
  /** Remembers by which identity a signer is known; repeating it changes nothing. */
  abstract link(signerId: string, identity: ProvenIdentity, event: IdentityEvent): Promise<void>;
  /** The subscriber's signer known by this identity, the latest linked if there are several. */
  abstract linkedTo(subscriberId: string, identity: ProvenIdentity): Promise<Signer | undefined>;
}
