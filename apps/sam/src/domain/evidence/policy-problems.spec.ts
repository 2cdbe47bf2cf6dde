import { describe, expect, it } from '@jest/globals';
import { aPolicy } from '../../../test/world.js';
import type { Policy } from '../ports/policies.js';
import { policyProblems } from './policy-problems.js';

const shown: Policy = { ...aPolicy, profile: 'qualified', promise: 'shown', minimumFactors: 2, evidence: [['passkey'], ['oidc', 'one-time-code']] };

describe('a policy', () => {
  it.each<[string, Partial<Policy>]>([
    ['passkey, or provider and code, with the promise', {}],
    ['supervised codes', { evidence: [['supervised-code']] }],
    ['orders, explicitly too', { evidence: [['order']], explicit: [['order']] }],
    ['the provider alone, without the promise', { profile: 'other', promise: 'presence', evidence: [['oidc']] }],
    ['a code and a PIN typed into an application, without the promise', { profile: 'other', promise: 'presence', explicit: [['one-time-code', 'pin']] }],
    ['a choice of the client, outside the qualified profile', { profile: 'other', promise: 'presence', counted: 'ordered' }],
  ])('may allow %s', (_what, change) => {
    expect(policyProblems({ ...shown, ...change })).toEqual([]);
  });

  it.each<[string, Partial<Policy>, RegExp]>([
    ['what proves presence only', { evidence: [['oidc']] }, /\[oidc\]: proves presence only/],
    ['a provider with a PIN', { evidence: [['oidc', 'pin']] }, /presence only/],
    ['one combination among others that does', { evidence: [['passkey'], ['oidc', 'totp']] }, /\[oidc, totp\]/],
    ['a code typed into an application', { explicit: [['one-time-code', 'pin']] }, /explicit \[one-time-code, pin\]: proves presence only/],
  ])('cannot promise "shown" with %s', (_what, change, problem) => {
    expect(policyProblems({ ...shown, profile: 'other', ...change })).toEqual([expect.stringMatching(problem)]);
  });

  it.each<[string, Partial<Policy>, RegExp]>([
    ['a code alone as two factors', { evidence: [['one-time-code']] }, /2 factors of different kinds/],
    ['two possessions as two factors', { promise: 'presence', evidence: [['one-time-code', 'totp']] }, /2 factors of different kinds/],
    ['only what can be guessed', { promise: 'presence', minimumFactors: 1, evidence: [['pin']] }, /cannot be guessed/],
    ['PIN and TOTP without another', { promise: 'presence', evidence: [['pin', 'totp']] }, /cannot be guessed/],
    ['one kind twice', { evidence: [['passkey', 'passkey']] }, /each kind once/],
  ])('refuses %s', (_what, change, problem) => {
    expect(policyProblems({ ...shown, profile: 'other', ...change })).toEqual([expect.stringMatching(problem)]);
  });

  it.each<[string, Partial<Policy>, RegExp]>([
    ['counted activations', { counted: 'ordered' }, /no counted activation/],
    ['presence alone', { promise: 'presence' }, /promises "shown"/],
    ['a session of two hours', { sessionMaximumSeconds: 7_200 }, /1800 seconds/],
  ])('that is qualified refuses %s', (_what, change, problem) => {
    expect(policyProblems({ ...shown, ...change })).toEqual([expect.stringMatching(problem)]);
    expect(policyProblems({ ...shown, ...change, profile: 'other' })).toEqual([]);
  });
});
