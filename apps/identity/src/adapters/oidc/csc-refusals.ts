/**
 * The one place where the library's refusals at the token, revocation and pushed-authorisation endpoints become CSC's:
 * status, code and text are those of CSC API v1 8.3.3, 8.3.4 and v2 8.4.3 to 8.4.5, because clients compare them literally.
 */

/** A refusal as the library made it. */
export interface LibraryRefusal {
  readonly route: string;
  readonly status: number;
  readonly error: string;
  readonly description: string;
  /** The reason the library keeps to itself. */
  readonly detail: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly hasAuthorizationHeader: boolean;
}

/** A refusal as the client gets it. */
export interface CscRefusal {
  readonly status: number;
  readonly error: string;
  readonly description: string;
}

type Rule = (refusal: LibraryRefusal) => CscRefusal | undefined;

const refuse = (error: string, description: string, status = 400): CscRefusal => ({ status, error, description });
const request = (description: string): CscRefusal => refuse('invalid_request', description);
const grant = (description: string): CscRefusal => refuse('invalid_grant', description);

/** RFC 7009 section 2.2.1. */
const NOT_REVOCABLE = 'The authorization server does not support the revocation of the presented token type';
const CODE_OVER = 'Authorization code is invalid or expired';
const REDIRECT_MISMATCH = 'redirect_uri parameter does not match redirect_uri parameter of authorization request';

const headerRefusals =
  /^(?:invalid authorization header value format|client_secret must be provided in the Authorization header|client_id and client_secret in the authorization header)/;

const clientAuthentication: Rule = ({ error, description, detail, parameters, hasAuthorizationHeader }) => {
  if (headerRefusals.test(description)) return refuse('invalid_client', 'Invalid authorization header', 401);
  if (description === 'no client authentication mechanism provided') return request('Missing parameter client_id');
  if (description === 'client_id mismatch') return request('Invalid parameter client_id');
  if (description.startsWith('client_assertion_type')) return request('Invalid parameter client_assertion_type');
  if (description === 'invalid client_assertion format') return request('Invalid parameter client_assertion');
  if (error !== 'invalid_client') return undefined;
  if (detail === 'client not found') return request('Invalid parameter client_id');
  if (parameters['client_assertion'] !== undefined) return request('Invalid parameter client_assertion');
  if (parameters['client_secret'] !== undefined || hasAuthorizationHeader) return request('Invalid parameter client_secret');
  return request('Client authorization required');
};

const missingParameter: Rule = ({ description }) => {
  const name = /^missing required parameters? '([a-z_]+)'/.exec(description)?.[1];
  return name === undefined ? undefined : request(`Missing parameter ${name}`);
};

const tokenRequest: Rule = ({ route, error, detail, description, parameters }) => {
  if (route !== 'token') return undefined;
  if (error === 'unsupported_grant_type' || description === 'requested grant type is not allowed for this client')
    return request('Invalid parameter grant_type');
  if (description.startsWith('code_verifier') || detail.startsWith('code_verifier must')) return grant('Invalid parameter code_verifier');
  if (detail === 'DPoP proof JWT not provided') return refuse('invalid_dpop_proof', detail);
  if (error !== 'invalid_grant' || detail === '') return undefined;
  if (detail.startsWith('code_verifier') || detail === 'unsupported code_challenge_method') return grant('Invalid parameter code_verifier');
  if (detail === 'authorization code redirect_uri mismatch') return grant(REDIRECT_MISMATCH);
  return parameters['grant_type'] === 'refresh_token' ? refreshToken(detail) : authorizationCode(detail);
};

function authorizationCode(detail: string): CscRefusal {
  const over = detail === 'authorization code is expired' || detail.startsWith('grant ');
  return grant(over ? CODE_OVER : 'Invalid parameter code');
}

function refreshToken(detail: string): CscRefusal {
  const over = detail === 'refresh token is expired' || detail.startsWith('grant ');
  return grant(over ? 'Refresh token expired' : 'Invalid parameter refresh_token');
}

const revocationRequest: Rule = ({ error }) => (error === 'unsupported_token_type' ? refuse(error, NOT_REVOCABLE) : undefined);

const tooLarge: Rule = ({ description, detail }) =>
  description === 'failed to parse the request body' && detail === 'request entity too large'
    ? request('The request body is larger than 57344 bytes; at most 400 documents can be authorised at once')
    : undefined;

const rules: readonly Rule[] = [clientAuthentication, missingParameter, tokenRequest, revocationRequest, tooLarge];

/** What the client gets. Refusals without a rule are already in CSC's words, or the library's own, with their status. */
export function toCscRefusal(refusal: LibraryRefusal): CscRefusal {
  for (const rule of rules) {
    const found = rule(refusal);
    if (found !== undefined) return found;
  }
  const { error, description, status } = refusal;
  return refuse(error, description, status >= 400 ? status : 400);
}
