import type { renewalKinds } from '@paraph/contracts';
import type { Acceptance, Credential } from '../credential.js';

/** A renewal of the same credential; a rekey is a credential of its own that names the one it replaces. */
export type RenewalKind = Exclude<(typeof renewalKinds)[number], 'rekey'>;

/** `open`: its signer is asked. `accepted`: the SAM took the evidence. `certified`: the certificate is there, not bound yet. */
export const renewalStates = ['open', 'accepted', 'certified', 'done', 'failed'] as const;
export type RenewalState = (typeof renewalStates)[number];

/** The way of a credential to its next certificate. The credential itself stays as it is meanwhile, and signs. */
export interface Renewal {
  readonly enrolmentId: string;
  readonly credentialId: string;
  readonly kind: RenewalKind;
  readonly state: RenewalState;
  /** Counts the changes: a change is written only over the version it was made from. */
  readonly version: number;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** Since the signer's evidence came in. */
  readonly completion?: Credential['completion'];
  readonly acceptance?: Acceptance;
  /** End entity first, then each issuer; DER as Base64. */
  readonly certificates?: readonly string[];
  /** Why nothing came of it. */
  readonly failure?: string;
}
