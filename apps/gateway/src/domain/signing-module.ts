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

/** What an asynchronous order says besides (CSC v2 11.10 operationMode A). */
export interface LaterTerms {
  /** How long the result stays available once it is there, ms. */
  readonly validityMs: number;
  /** Where it is announced; an address that the operator allowed to the client. */
  readonly responseUri?: string;
}

/** What an application asks to have authorised, and what it brought for it (CSC v2 11.6). */
export interface ExplicitRequest extends Party {
  readonly credentialId: string;
  /** None where the policy leaves all documents to the client (SCAL 1). */
  readonly hashes: readonly Uint8Array[];
  readonly hashAlgorithmOid?: string;
  readonly numSignatures: number;
  /** None asks the signer through a link. */
  readonly authData: readonly AuthData[];
}

/** Digests to add to an authorisation (CSC v2 11.8). */
export interface Extension extends Party {
  readonly sad: Secret;
  readonly credentialId: string;
  readonly hashes: readonly Uint8Array[];
  readonly hashAlgorithmOid?: string;
  readonly proof?: PresentedProof;
}

/** What stands for a person's knowledge or a client's will: it goes from the request straight to the SAM. */
export interface AuthData {
  readonly id: keyof typeof authObjects;
  readonly value: Secret;
}

/** A SAD that was just issued. */
export interface IssuedSad {
  readonly state: 'authorised';
  /** As the client will send it, prefix included. */
  readonly token: Secret;
  readonly expiresAt: Date;
}

/** What explicit authorisation leads to: a SAD, or a signer who was asked and has not answered. */
export type ExplicitOutcome = IssuedSad | { readonly state: 'waiting'; readonly activationId: string };

/** What became of an asynchronous order. */
export type LaterOutcome = { readonly state: 'waiting' } | { readonly state: 'signed'; readonly signatures: readonly Uint8Array[] };

/** The signature activation module: it alone decides whether something is signed. All of these throw `RefusedBySam`. */
export abstract class SigningModule {
  abstract sign(order: SigningOrder): Promise<readonly Uint8Array[]>;

  /** Takes an order for later and answers the identifier of its result. */
  abstract signLater(order: SigningOrder, terms: LaterTerms): Promise<string>;

  abstract poll(about: Party & { readonly responseId: string }): Promise<LaterOutcome>;

  /** Explicit authorisation: the SAD of what the application brought evidence for, or the signer is asked. */
  abstract authorise(request: ExplicitRequest): Promise<ExplicitOutcome>;

  /** What became of an authorisation whose signer was asked. */
  abstract redeem(about: Party & { readonly activationId: string }): Promise<ExplicitOutcome>;

  /** The SAD that replaces the one that is extended. */
  abstract extend(extension: Extension): Promise<IssuedSad>;

  /** Has a one-time code sent to the signer. */
  abstract sendCode(about: Party & { readonly credentialId: string }): Promise<void>;
}

/** A refusal that the SAM has in its own events, so that the gateway must not report it a second time. */
export class RefusedBySam extends ServiceError {}
