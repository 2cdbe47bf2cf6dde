import type { AuthorisationRequest } from '../request/authorisation-request.js';

/** What the SAM calls what an authorisation waits for. */
export function referenceOf({ activationId, changeId, enrolmentId }: Authorisation): string | undefined {
  return activationId ?? changeId ?? enrolmentId;
}

/** The course of one authorisation request that reached a signer. */
export interface Authorisation {
  readonly id: string;
  /** SHA-256 of the waiting request's uid, base64url. */
  readonly interactionDigest: string;
  readonly clientId: string;
  readonly scope: AuthorisationRequest['scope'];
  /** `collecting`: a provider's answer is being redeemed; only one ever is. */
  readonly state: 'open' | 'collecting' | 'approved' | 'ended';
  /** The SAM's draft, for the credential scope; of a session, what its enrolment's evidence completed. */
  readonly activationId?: string;
  /** The SAM's draft of the decision, for the deletion scope. */
  readonly changeId?: string;
  /** The enrolment that makes the credential, for the creation scope and for a session. */
  readonly enrolmentId?: string;
  /** What the approval page must answer for this very statement: SHA-256 over it, base64url. */
  readonly challenge?: string;
  readonly grantId?: string;
  readonly signerId?: string;
  readonly credentialId?: string;
}
