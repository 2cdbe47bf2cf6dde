import { describe, expect, it } from '@jest/globals';
import { toCscRefusal, type LibraryRefusal } from './csc-refusals.js';

function refusal(change: Partial<LibraryRefusal>): string {
  const made: LibraryRefusal = {
    route: 'token',
    status: 400,
    error: 'invalid_request',
    description: '',
    detail: '',
    parameters: {},
    hasAuthorizationHeader: false,
    ...change,
  };
  const { status, error, description } = toCscRefusal(made);
  return `${status} ${error} ${description}`;
}

const client = (change: Partial<LibraryRefusal>): string =>
  refusal({ status: 401, error: 'invalid_client', description: 'client authentication failed', ...change });
const grant = (detail: string, grant_type = 'authorization_code'): string =>
  refusal({ error: 'invalid_grant', description: 'grant request is invalid', detail, parameters: { grant_type } });

describe('client authentication (v1 8.3.3, 8.3.4)', () => {
  it.each([
    [refusal({ description: 'no client authentication mechanism provided' }), '400 invalid_request Missing parameter client_id'],
    [refusal({ description: 'invalid authorization header value format' }), '401 invalid_client Invalid authorization header'],
    [refusal({ description: 'client_secret must be provided in the Authorization header' }), '401 invalid_client Invalid authorization header'],
    [client({ detail: 'client not found', hasAuthorizationHeader: true }), '400 invalid_request Invalid parameter client_id'],
    [client({ detail: 'invalid secret provided', hasAuthorizationHeader: true }), '400 invalid_request Invalid parameter client_secret'],
    [client({ detail: 'invalid secret provided', parameters: { client_secret: 'x' } }), '400 invalid_request Invalid parameter client_secret'],
    [client({ detail: 'alg mismatch', parameters: { client_assertion: 'x' } }), '400 invalid_request Invalid parameter client_assertion'],
    [client({ detail: 'the provided authentication mechanism does not match' }), '400 invalid_request Client authorization required'],
  ])('%s', (found, expected) => {
    expect(found).toBe(expected);
  });
});

describe('the token request (v1 8.3.3)', () => {
  it.each([
    [refusal({ description: "missing required parameter 'grant_type'" }), '400 invalid_request Missing parameter grant_type'],
    [refusal({ description: "missing required parameters 'code' and 'redirect_uri'" }), '400 invalid_request Missing parameter code'],
    [refusal({ error: 'unsupported_grant_type', description: 'unsupported grant_type requested' }), '400 invalid_request Invalid parameter grant_type'],
    [grant('authorization code not found'), '400 invalid_grant Invalid parameter code'],
    [grant('authorization code already consumed'), '400 invalid_grant Invalid parameter code'],
    [grant('client mismatch'), '400 invalid_grant Invalid parameter code'],
    [grant('authorization code is expired'), '400 invalid_grant Authorization code is invalid or expired'],
    [grant('grant not found'), '400 invalid_grant Authorization code is invalid or expired'],
    [
      grant('authorization code redirect_uri mismatch'),
      '400 invalid_grant redirect_uri parameter does not match redirect_uri parameter of authorization request',
    ],
    [grant('code_verifier does not match code_challenge'), '400 invalid_grant Invalid parameter code_verifier'],
    [grant('refresh token not found', 'refresh_token'), '400 invalid_grant Invalid parameter refresh_token'],
    [grant('refresh token is expired', 'refresh_token'), '400 invalid_grant Refresh token expired'],
    [grant('grant is expired', 'refresh_token'), '400 invalid_grant Refresh token expired'],
  ])('%s', (found, expected) => {
    expect(found).toBe(expected);
  });
});

it('a kind of token that is not revocable here (RFC 7009)', () => {
  expect(refusal({ route: 'revocation', error: 'unsupported_token_type', description: 'Structured JWT Tokens cannot be revoked' })).toBe(
    '400 unsupported_token_type The authorization server does not support the revocation of the presented token type',
  );
});

it('a body that is too large says how much is possible', () => {
  const found = refusal({ route: 'pushed_authorization_request', description: 'failed to parse the request body', detail: 'request entity too large' });
  expect(found).toBe('400 invalid_request The request body is larger than 57344 bytes; at most 400 documents can be authorised at once');
});

it('our own words and statuses pass as they are', () => {
  expect(refusal({ error: 'invalid_grant', description: 'Authorization code is invalid or expired' })).toBe(
    '400 invalid_grant Authorization code is invalid or expired',
  );
  expect(refusal({ status: 503, error: 'temporarily_unavailable', description: 'later' })).toBe('503 temporarily_unavailable later');
});
