import type { DigestAlgorithm, SignatureScheme } from '@paraph/kernel';
import type { ReservedFacts } from '../signing/activation-ledger.js';
import type { NamedAlgorithm } from '../signing/digests.js';
import type { SignatureRequest } from '../signing/signature-request.js';

/** A request whose signatures are made later and fetched, with how long they are kept and where their arrival is announced (CSC v2 11.10 operationMode A). */
export interface JobRequest extends SignatureRequest {
  /** How long the result is kept once it is there, milliseconds. */
  readonly validityMs: number;
  readonly responseUri?: string | undefined;
  /** Of the request that brought it: what is done later is found under it, too. */
  readonly correlationId?: string | undefined;
}

/**
 * A request that was verified, with what it took from its activation: all that is needed to have it signed without its SAD, which
 * nobody keeps. It is sealed: the database could otherwise order signatures.
 */
export interface SigningJob {
  readonly attemptId: string;
  readonly activationId: string;
  /** The journal's epoch it was taken in. */
  readonly epoch: number;
  readonly clientId: string;
  readonly subscriberId: string;
  readonly credentialId: string;
  readonly signerId: string;
  readonly keyId: string;
  /** SubjectPublicKeyInfo, DER, Base64. */
  readonly publicKey: string;
  /** Of the certificate that the signer was shown. */
  readonly certificateFingerprint: string;
  /** As the client named it. */
  readonly algorithm: NamedAlgorithm;
  readonly scheme: SignatureScheme;
  readonly digestAlgorithm: DigestAlgorithm;
  /** Base64, in the order of the request. */
  readonly hashes: readonly string[];
  /** Their places in the activation, in the same order. */
  readonly places: readonly number[];
  readonly unseen: number;
  readonly hashSet: string;
  /** Of a container's credential: the day it was counted on. */
  readonly container?: ReservedFacts['container'] | undefined;
  /** ISO 8601, like the next. */
  readonly acceptedAt: string;
  /** Not signed after this moment: the journal forgets, after some hours, what an old row would undo. */
  readonly signBy: string;
  readonly validityMs: number;
  readonly responseUri?: string | undefined;
  readonly correlationId?: string | undefined;
}

/** Bounds of what waits, and for how long. */
export interface JobLimits {
  readonly waiting: number;
  readonly waitingOfClient: number;
  /** How long the token may be out of service before a job is given up, milliseconds. */
  readonly signWithinMs: number;
}
