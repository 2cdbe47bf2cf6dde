import type { ActivationProgress } from '../ports/activation-rows.js';

/**
 * Which life of the ledger an activation belongs to. A restored database is an older life: a recorded act will raise
 * the number, and every SAD of before ends with it (architecture 6.3).
 */
export const LEDGER_EPOCH = 1;

/** What the SAM committed to when the activation was opened. It never changes; its row carries a MAC over it. */
export interface ActivationDraft {
  readonly activationId: string;
  readonly clientId: string;
  readonly subscriberId: string;
  readonly credentialId: string;
  readonly signerId: string;
  readonly certificateFingerprint: string;
  /** Issuer of the identity provider that has to vouch for the signer. */
  readonly provider: string;
  readonly policyId: string;
  readonly sadLifetimeSeconds: number;
  readonly sessionMaximumSeconds: number;
  readonly hashAlgorithmOid: string;
  /** Base64, in the order asked; the same hash twice is two occurrences. */
  readonly hashes: readonly string[];
  /** The compact JWS the signer is shown. */
  readonly statement: string;
  readonly epoch: number;
  /** ISO 8601, UTC. */
  readonly openedAt: string;
  readonly expiresAt: string;
}

/** How the signer was proven. Its row carries a MAC over it and the draft together. */
export interface Completion {
  readonly issuer: string;
  readonly subject: string;
  /** Authentication context as the provider named it. */
  readonly level?: string | undefined;
  readonly evidenceDigest: string;
  /** ISO 8601, UTC. */
  readonly authenticatedAt: string;
  readonly completedAt: string;
}

/** An activation whose MACs were checked. */
export interface Activation extends ActivationProgress {
  readonly draft: ActivationDraft;
  readonly completion?: Completion | undefined;
}
