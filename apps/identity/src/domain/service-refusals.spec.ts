import { describe, expect, it } from '@jest/globals';
import { errorCodes, isErrorCode, ServiceError, type ErrorCode } from '@paraph/contracts';
import { OAuthRefusal } from './oauth-refusal.js';
import { toOAuthRefusal, toTokenRefusal } from './service-refusals.js';

const refusalOf = (code: ErrorCode): string => toOAuthRefusal(new ServiceError(code, 'a detail nobody is told')).message;

describe('a neighbour’s refusal as the client gets it', () => {
  it.each([
    ['credential.unknown', 'invalid_request: Invalid parameter credentialID'],
    ['credential.disabled', 'invalid_request: The credential identified by credentialID is disabled'],
    ['credential.certificate_expired', 'invalid_request: Signing certificate is expired'],
    ['hash.length', 'invalid_request: Invalid digest value length'],
    ['hash.algorithm_unsupported', 'invalid_request: Invalid parameter hashAlgorithmOID'],
    ['activation.too_many', 'invalid_request: Numbers of signatures is too high'],
    ['client.unknown', 'unauthorized_client: The client may not ask for signatures'],
    ['evidence.invalid', 'access_denied: The evidence does not prove the signer of this request'],
    ['service.unavailable', 'temporarily_unavailable: The signature service does not answer, try again later'],
    ['hsm.unavailable', 'temporarily_unavailable: The signature service does not answer, try again later'],
    ['record.tampered', 'server_error: An unexpected error'],
  ] as const)('%s', (code, expected) => {
    expect(refusalOf(code)).toBe(expected);
  });

  it('says nothing of the detail, for any code', () => {
    const codes = Object.keys(errorCodes).filter(isErrorCode);
    expect(codes.length).toBeGreaterThan(30);
    for (const code of codes) expect(refusalOf(code)).not.toContain('nobody is told');
  });

  it('says nothing at all of what is no refusal', () => {
    for (const cause of [new Error('select * from secrets'), 'text', undefined])
      expect(toOAuthRefusal(cause).message).toBe('server_error: An unexpected error');
  });

  it('is an invalid grant at the token endpoint where the browser is told access_denied', () => {
    expect(toTokenRefusal(new ServiceError('activation.expired', ''))).toMatchObject({
      error: 'invalid_grant',
      description: 'Authorization code is invalid or expired',
    });
    expect(toTokenRefusal(new ServiceError('hsm.unavailable', ''))).toMatchObject({ error: 'temporarily_unavailable' });
    expect(toTokenRefusal(new OAuthRefusal('invalid_grant', 'x'))).toMatchObject({ error: 'invalid_grant', description: 'x' });
  });
});
