import { describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { challengeOf, WrongScope } from './challenge.js';
import { CscRefusal, cscErrorOf, refusals } from './csc-error.js';

const of = (failure: unknown, method?: string): string | undefined => challengeOf(failure, cscErrorOf(failure), method);

describe('the challenge of a refusal', () => {
  it.each<[string, unknown, string]>([
    ['an unknown token', new CscRefusal(refusals.unknownToken), 'Bearer error="invalid_token"'],
    ['a token that is over', new CscRefusal(refusals.expiredToken), 'Bearer error="invalid_token"'],
    ['a token that is bound', new CscRefusal(refusals.boundToken), 'DPoP error="invalid_token", algs="ES256 ES384 PS256 RS256"'],
    ['a token that is not bound', new CscRefusal(refusals.unboundToken), 'Bearer error="invalid_token"'],
    ['a proof', new CscRefusal(refusals.invalidProof), 'DPoP error="invalid_dpop_proof", algs="ES256 ES384 PS256 RS256"'],
    ['a proof the SAM refused', new ServiceError('proof.invalid', 'no'), 'DPoP error="invalid_dpop_proof", algs="ES256 ES384 PS256 RS256"'],
    ['a scope', new WrongScope(['service', 'credential']), 'Bearer error="insufficient_scope", scope="service credential"'],
  ])('for %s says what would do', (_case, failure, challenge) => {
    expect(of(failure)).toBe(challenge);
  });

  it('of a login asks for a name and a password', () => {
    expect(of(new CscRefusal({ status: 401, error: 'invalid_request', description: '' }), 'auth/login')).toMatch(/^Basic realm=/);
  });

  it.each<[string, unknown]>([
    ['a malformed header', new CscRefusal(refusals.malformedHeader)],
    ['a foreign page', new CscRefusal(refusals.foreignOrigin)],
    ['too many requests', new CscRefusal(refusals.tooManyRequests)],
    ['a failure of ours', new Error('x')],
  ])('is none for %s', (_case, failure) => {
    expect(of(failure)).toBeUndefined();
  });
});
