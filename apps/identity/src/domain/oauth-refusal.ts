/** OAuth error codes this authorisation server answers by its own decision (CSC API v2 1.2, RFC 6749 4.1.2.1 and 5.2, RFC 9396 5). */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_scope'
  | 'invalid_grant'
  | 'invalid_authorization_details'
  | 'invalid_request_object'
  | 'invalid_dpop_proof'
  | 'unauthorized_client'
  | 'access_denied'
  | 'server_error'
  | 'temporarily_unavailable';

/** A refusal in the words a client gets: both members cross the wire, so neither may carry a secret or a neighbour's state. */
export class OAuthRefusal extends Error {
  override readonly name = 'OAuthRefusal';
  readonly error: OAuthErrorCode;
  readonly description: string;

  constructor(error: OAuthErrorCode, description: string, options: { readonly cause?: unknown } = {}) {
    super(`${error}: ${description}`, options);
    this.error = error;
    this.description = description;
  }
}
