import { ServiceError, type authObjects } from '@paraph/contracts';
import type { Secret } from '@paraph/kernel';
import type { PresentedProof } from './presented-proof.js';

/** Who asks, by the identity service's word. */
export interface Party {
  readonly clientId: string;
  /** Absent for a client's own token. */
  readonly signerId?: string;
}

/** One order to sign, as the SAM takes it. */
export interface SigningOrder extends Party {
  /** The same for the order and its repetition over the bus; the SAM signs it once. */
  readonly attemptId: string;
  readonly sad: Secret;
  readonly credentialId: string;
  readonly hashes: readonly Uint8Array[];
  readonly signAlgorithmOid: string;
  /** DER, where the signature algorithm takes parameters. */
  readonly signAlgorithmParameters?: Uint8Array;
  /** Only where neither the signature algorithm nor its parameters imply a digest. */
  readonly hashAlgorithmOid?: string;
  readonly proof?: PresentedProof;
}

/** What an application asks to have authorised, and what it brought for it (CSC v2 11.6). */
export interface ExplicitRequest extends Party {
  readonly credentialId: string;
  readonly hashes: readonly Uint8Array[];
  readonly hashAlgorithmOid: string;
  readonly numSignatures: number;
  readonly authData: readonly AuthData[];
}

/** What stands for a person's knowledge or a client's will: it goes from the request straight to the SAM. */
export interface AuthData {
  readonly id: keyof typeof authObjects;
  readonly value: Secret;
}

/** A SAD that was just issued. */
export interface IssuedSad {
  /** As the client will send it, prefix included. */
  readonly token: Secret;
  readonly expiresAt: Date;
}

/** The signature activation module: it alone decides whether something is signed. */
export abstract class SigningModule {
  /** @throws RefusedBySam */
  abstract sign(order: SigningOrder): Promise<readonly Uint8Array[]>;

  /** Explicit authorisation: the SAD of what the application brought evidence for. @throws RefusedBySam */
  abstract authorise(request: ExplicitRequest): Promise<IssuedSad>;

  /** Has a one-time code sent to the signer. @throws RefusedBySam */
  abstract sendCode(about: Party & { readonly credentialId: string }): Promise<void>;
}

/** A refusal that the SAM has in its own events, so that the gateway must not report it a second time. */
export class RefusedBySam extends ServiceError {}
