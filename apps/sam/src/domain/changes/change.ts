import type { ChangeAct, EvidenceKind } from '@paraph/contracts';
import type { Proof } from '../ports/evidence-verifier.js';

/** `completed`: done, or about to count. `abandoned`: refused by its signer. */
export const changeStates = ['open', 'completed', 'abandoned'] as const;
export type ChangeState = (typeof changeStates)[number];

/** What the SAM wrote down when a signer's change was opened. It never changes; its row carries a MAC over it. */
export interface ChangeDraft {
  readonly changeId: string;
  readonly credentialId: string;
  readonly signerId: string;
  readonly change: ChangeAct;
  /** Of the binding record the signer was shown. Under a later one, such as that of a new suspension, nothing is completed. */
  readonly bindingVersion: number;
  /** In how many seconds after completion a new means counts, or a removed one no longer does. */
  readonly waitSeconds: number;
  readonly policyId: string;
  readonly policyDigest: string;
  /** Combinations of evidence, each of which completes the change. */
  readonly alternatives: readonly (readonly EvidenceKind[])[];
  /** The compact JWS the signer is shown. */
  readonly statement: string;
  /** ISO 8601, UTC. */
  readonly openedAt: string;
  readonly expiresAt: string;
}

/** How far the evidence has come. Its row carries a MAC over it. */
export interface ChangeProgress {
  /** In the order given. */
  readonly proofs: readonly Proof[];
  /** The challenge they were given over, base64url, once there is one: means offered afterwards are not what they commit to. */
  readonly challenge?: string | undefined;
}

/** A change whose MACs were checked. */
export interface Change {
  readonly draft: ChangeDraft;
  readonly state: ChangeState;
  readonly progress: ChangeProgress;
}
