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
    ['documents that nobody names before they are signed', { profile: 'other', counted: 'free', scal: '1' }],
    ['a PIN alone, typed into an application', { profile: 'other', promise: 'presence', minimumFactors: 1, explicit: [['pin']] }],
    ['a link to the approval page', { byLink: true }],
    ['a certificate of ninety seconds', { profile: 'other', certificate: { ...aPolicy.certificate, validitySeconds: 90 } }],
    ['its own name for its signatures', { profile: 'other', signatureQualifier: 'eu_eidas_aes' }],
    ['CSC’s name for a qualified signature', { signatureQualifier: 'eu_eidas_qes' }],
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
    ['a PIN alone on the page', { promise: 'presence', minimumFactors: 1, evidence: [['passkey'], ['pin']] }, /evidence \[pin\].*cannot be guessed/],
    ['a TOTP code alone from an application', { promise: 'presence', minimumFactors: 1, explicit: [['totp']] }, /explicit \[totp\].*cannot be guessed/],
    ['a PIN alone from an application as two factors', { promise: 'presence', explicit: [['pin']] }, /2 factors[^]*cannot be guessed/],
    ['scal 1 where an order is asked for', { counted: 'ordered', scal: '1' }, /scal "1"/],
    ['scal 1 where nothing is left to the client', { counted: 'off', scal: '1' }, /scal "1"/],
    ['a link where only the client gives evidence', { evidence: [['order']], byLink: true }, /byLink/],
    ['the name of a qualified signature', { signatureQualifier: 'eu_eidas_qes' }, /eu_eidas_qes/],
    ['the name of a qualified seal', { signatureQualifier: 'eu_eidas_qeseal' }, /eu_eidas_qeseal/],
    ['one kind twice', { evidence: [['passkey', 'passkey']] }, /each kind once/],
  ])('refuses %s', (_what, change, problem) => {
    expect(policyProblems({ ...shown, profile: 'other', ...change }).join('; ')).toMatch(problem);
  });

  it.each<[string, Partial<Policy>, RegExp]>([
    ['counted activations', { counted: 'ordered' }, /no counted activation/],
    ['presence alone', { promise: 'presence' }, /promises "shown"/],
    ['a certificate of ninety seconds', { certificate: { ...aPolicy.certificate, validitySeconds: 90 } }, /validityDays/],
    ['a session of two hours', { sessionMaximumSeconds: 7_200 }, /1800 seconds/],
  ])('that is qualified refuses %s', (_what, change, problem) => {
    expect(policyProblems({ ...shown, ...change })).toEqual([expect.stringMatching(problem)]);
    expect(policyProblems({ ...shown, ...change, profile: 'other' })).toEqual([]);
  });

  it('that is qualified has no PIN alone, whatever else it says', () => {
    const pin: Partial<Policy> = { minimumFactors: 1, explicit: [['pin']] };
    expect(policyProblems({ ...shown, ...pin }).join('; ')).toMatch(/cannot be guessed/);
    expect(policyProblems({ ...shown, ...pin, promise: 'presence' }).join('; ')).toMatch(/promises "shown".*|cannot be guessed/);
    expect(policyProblems({ ...shown, ...pin, promise: 'presence', profile: 'other' })).toEqual([]);
  });

  const certified = (change: Partial<Policy['certificate']>) => ({ ...shown, certificate: { ...aPolicy.certificate, ...change } });

  it.each<[string, Partial<Policy['certificate']>]>([
    ['one session of half an hour', { profile: 'one-session', validitySeconds: 1_800 }],
    ['a seal of two years', { profile: 'legal-person' }],
    ['claims that another authority makes', { authority: 'elsewhere', qcStatements: ['compliance', 'sscd'] }],
  ])('may have certificates of %s', (_what, change) => {
    expect(policyProblems(certified(change))).toEqual([]);
  });

  it.each<[string, Partial<Policy['certificate']>, Policy['profile'], RegExp]>([
    ['one session of a minute more', { profile: 'one-session', validitySeconds: 1_860 }, 'other', /one-session" lives 1800 seconds/],
    ['six years', { validitySeconds: 6 * 365 * 86_400 }, 'other', /natural-person" lives/],
    ['claims by the embedded authority', { qcStatements: ['compliance'] }, 'qualified', /embedded authority claims no/],
    ['claims outside the qualified profile', { authority: 'elsewhere', qcStatements: ['compliance'] }, 'other', /expected the profile "qualified"/],
  ])('may not have certificates of %s', (_what, change, profile, problem) => {
    expect(policyProblems({ ...certified(change), profile })).toEqual([expect.stringMatching(problem)]);
  });
});
