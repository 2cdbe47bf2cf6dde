import type { OAuthRefusal } from '../oauth-refusal.js';
import type { AuthorisationRequest, RequestParameters } from '../request/authorisation-request.js';
import type { RequestRules } from '../request/request-rules.js';

/** An authorisation request that waits for its signer's act in a browser. */
export interface PendingAuthorisation {
  /** Names it in addresses; a browser must also hold the cookie. */
  readonly uid: string;
  readonly clientId: string;
  readonly parameters: RequestParameters;
  /** By what the parameters are read. */
  readonly rules: RequestRules;
  /** The request object the client signed (RFC 9101), as it came, where there was one: the SAM verifies it itself. */
  readonly requestObject?: string | undefined;
  /** Address that brings the browser back to the authorisation endpoint, once the request is answered. */
  readonly resumeAt: string;
}

/** Whom a grant is for and what it allows. */
export interface GrantTerms {
  readonly clientId: string;
  readonly signerId: string;
  readonly scope: AuthorisationRequest['scope'];
}

/** The authorisation server's own view of requests that wait. Both ends answer the address that brings the browser back. */
export abstract class PendingAuthorisations {
  abstract find(uid: string): Promise<PendingAuthorisation | undefined>;
  /** Makes a grant; always a new one, since an old one would carry yesterday's details. */
  abstract grant(terms: GrantTerms): Promise<string>;
  abstract approve(pending: PendingAuthorisation, approval: { readonly signerId: string; readonly grantId: string }): Promise<string>;
  abstract refuse(pending: PendingAuthorisation, refusal: OAuthRefusal): Promise<string>;
}
