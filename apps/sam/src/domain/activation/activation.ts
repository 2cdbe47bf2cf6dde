import type { EvidenceKind } from '@paraph/contracts';
import type { ActivationProgress } from '../ports/activation-rows.js';
import type { Proof } from '../ports/evidence-verifier.js';

/** What the SAM committed to when the activation was opened. It never changes; its row carries a MAC over it. */
export interface ActivationDraft {
  readonly activationId: string;
  readonly clientId: string;
  readonly subscriberId: string;
  readonly credentialId: string;
  readonly signerId: string;
  readonly certificateFingerprint: string;
  readonly clientName: string;
  readonly policyId: string;
  /** SHA-256 of the policy file the statement names: under another one the draft is not completed. */
  readonly policyDigest: string;
  /** Whether the signer was shown the statement, or the application brings the evidence itself. */
  readonly mode: 'page' | 'explicit';
  /** Combinations of evidence, each of which completes the activation. */
  readonly alternatives: readonly (readonly EvidenceKind[])[];
  readonly sadLifetimeSeconds: number;
  readonly sessionMaximumSeconds: number;
  readonly hashAlgorithmOid: string;
  /** Base64, in the order asked; the same hash twice is two occurrences. */
  readonly hashes: readonly string[];
  /** In the same order. */
  readonly labels: readonly { readonly label: string; readonly labelSource: 'unverified' | 'client-signed' }[];
  /** Signatures the client may choose later; 0 for a bound activation. */
  readonly remainingChoice: number;
  /** `1`: what the client chooses need not be named before it is signed (CSC SCAL); absent for `2`. */
  readonly scal?: '1' | undefined;
  /** The signer was sent a link, and the client comes for the SAD itself: nobody else gets it. */
  readonly byLink?: true | undefined;
  /** Of a one-session credential: the replica that holds its key. */
  readonly heldBy?: string | undefined;
  /** The compact JWS the signer is shown. */
  readonly statement: string;
  /** Of the journal when it was opened: in a later one it is burned. */
  readonly epoch: number;
  /** ISO 8601, UTC. */
  readonly openedAt: string;
  readonly expiresAt: string;
}

/** How the signer was proven, piece by piece. Its row carries a MAC over it and the draft together. */
export interface Completion {
  /** In the order given; while the activation is a draft, some are still missing. */
  readonly proofs: readonly Proof[];
  /** ISO 8601, UTC; only once nothing is missing. */
  readonly completedAt?: string | undefined;
}

/** Digests the client added to a counted activation, in their order. Its row carries a MAC over it and the draft together. */
export interface Extension {
  readonly additions: readonly {
    /** Base64. */ readonly hash: string;
    /** Where it is not the one of the draft. */ readonly hashAlgorithmOid?: string | undefined;
    /** What marks the order as used; absent where the policy asks for none. */ readonly orderDigest?: string | undefined;
    readonly at: string;
  }[];
}

/** An activation whose MACs were checked. */
export interface Activation extends ActivationProgress {
  readonly draft: ActivationDraft;
  readonly completion?: Completion | undefined;
  readonly extension?: Extension | undefined;
}
