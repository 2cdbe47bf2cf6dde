import type { ErrorCode, EvidenceKind } from '@paraph/contracts';
import type { Language } from '@paraph/kernel';

/** What the approval page is to show: a statement, and how far its signer has come. */
export interface ApprovalVisit {
  /** Names the interaction, for activations. */
  readonly uid?: string | undefined;
  /** Compact JWS. */
  readonly statement: string;
  /** Kinds that were given and verified. */
  readonly given?: readonly EvidenceKind[] | undefined;
  /** Where a code was just sent, as `sms:••• 42`. */
  readonly sent?: string | undefined;
  /** How the last try ended, as a code of the contract. */
  readonly again?: ErrorCode | undefined;
  /** SHA-256 of the registrations' text that was taken, base64url. */
  readonly offered?: string | undefined;
  /** The language the application asked for. */
  readonly lang?: Language | undefined;
}

/** Where the browser goes after an act. */
export type NextStep =
  | { readonly kind: 'approval'; readonly visit: ApprovalVisit }
  /** The identity provider; it comes back for this reference. */
  | { readonly kind: 'provider'; readonly location: string; readonly reference: string }
  | { readonly kind: 'leave'; readonly location: string };
