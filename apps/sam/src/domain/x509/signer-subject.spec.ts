import { describe, expect, it } from '@jest/globals';
import { signerSubject, subjectClaims } from './signer-subject.js';

const person = { issuer: 'https://idp.example', subject: 'account-1' };
const names = { given_name: 'Zoë', family_name: 'Durand' };
const organisation = { organization_name: 'Société d’Essai', organization_identifier: 'NTRFR-552120222' };
const french = { profile: 'natural-person', country: 'FR' } as const;
const seal = { profile: 'legal-person', country: 'FR' } as const;
const valueOf = (attribute: string, name: ReturnType<typeof signerSubject>) => name.find((one) => one.attribute === attribute)?.value;

describe('the claims that make a subject', () => {
  it('are the two names, composed and without space around them', () => {
    expect(subjectClaims({ given_name: ' Zoe\u0308 ', family_name: 'Durand', email: 'zoe@example.org' }, french)).toEqual({
      attributes: { ...names, country: 'FR' },
    });
  });

  it('take the country where the provider states it, the policy’s otherwise', () => {
    expect(subjectClaims({ ...names, country: 'BE' }, french)).toEqual({ attributes: { ...names, country: 'BE' } });
    expect(subjectClaims({ ...names, country: 'BE' }, { profile: 'one-session' })).toEqual({ attributes: { ...names, country: 'BE' } });
    expect(subjectClaims(names, { profile: 'one-session' })).toEqual({ flaw: 'neither the provider nor the policy states a country' });
  });

  it('are those of the organisation where the policy is for seals, and nobody’s name', () => {
    expect(subjectClaims({ ...names, ...organisation }, seal)).toEqual({ attributes: { ...organisation, country: 'FR' } });
    expect(subjectClaims({ ...names, ...organisation }, french)).toEqual({ attributes: { ...names, country: 'FR' } });
  });

  it.each([
    ['no given name', { family_name: 'Durand' }],
    ['no family name', { given_name: 'Zoë' }],
    ['a given name of spaces', { ...names, given_name: '  ' }],
    ['a name in one claim only', { name: 'Zoë Durand' }],
    ['a family name that is too long', { ...names, family_name: 'x'.repeat(65) }],
    ['a line break', { ...names, family_name: 'Durand\nO=Bank' }],
    ['text that runs backwards', { ...names, family_name: '\u202edruob' }],
    ['a zero-width character', { ...names, given_name: 'Zo\u200bë' }],
    ['a null', { ...names, given_name: 'Zoë\u0000' }],
    ['half a surrogate pair', { ...names, given_name: 'Zo\ud800' }],
    ['a country in words', { ...names, country: 'France' }],
    ['a country in small letters', { ...names, country: 'fr' }],
  ])('are refused with %s', (_what, claims) => {
    expect(subjectClaims(claims, french)).toEqual({ flaw: expect.any(String) });
  });

  it.each([
    ['a person’s names alone', names],
    ['no identifier', { organization_name: 'Société d’Essai' }],
    ['no name', { organization_identifier: 'NTRFR-552120222' }],
    ['an identifier without a scheme', { ...organisation, organization_identifier: '552120222' }],
    ['an identifier of an unknown scheme', { ...organisation, organization_identifier: 'XYZFR-552120222' }],
    ['an identifier without a country', { ...organisation, organization_identifier: 'VAT-552120222' }],
    ['an identifier without a reference', { ...organisation, organization_identifier: 'VATFR-' }],
    ['a name that is too long', { ...organisation, organization_name: 'x'.repeat(129) }],
  ])('are refused for a seal with %s', (_what, claims) => {
    expect(subjectClaims(claims, seal)).toEqual({ flaw: expect.any(String) });
    expect(subjectClaims(organisation, seal)).toHaveProperty('attributes');
  });

  it.each(['NTRFR-552120222', 'VATBE-0876866142', 'PSDES-BDE-3DFD21', 'LEIXG-529900T8BM49AURSDO55', 'EI:SE-5567971433'])('take %s', (identifier) => {
    expect(subjectClaims({ ...organisation, organization_identifier: identifier }, seal)).toHaveProperty('attributes');
  });
});

describe('the subject of a signer’s certificate', () => {
  it('names the person, and tells people of one name apart', () => {
    const subject = signerSubject({ ...names, country: 'FR' }, person);
    expect(subject.map(({ attribute }) => attribute)).toEqual(['C', 'SN', 'givenName', 'serialNumber', 'CN']);
    expect(valueOf('CN', subject)).toBe('Zoë Durand');
    expect(valueOf('serialNumber', subject)).toMatch(/^[0-9A-F]{32}$/);
  });

  it('has the same identifier in each certificate of one account, and another for any other', () => {
    const identifier = (issuer: string, subject: string) => valueOf('serialNumber', signerSubject(names, { issuer, subject }));
    expect(identifier('https://idp.example', 'account-1')).toBe(identifier('https://idp.example', 'account-1'));
    const others = [
      identifier('https://idp.example', 'account-2'),
      identifier('https://other.example', 'account-1'),
      identifier('https://idp.exampleaccount', '-1'),
    ];
    expect(new Set([identifier('https://idp.example', 'account-1'), ...others]).size).toBe(4);
  });

  it('does not show the account', () => {
    expect(JSON.stringify(signerSubject(names, person))).not.toContain('account-1');
  });

  it('falls back to the family name where both are too long for a common name', () => {
    const subject = signerSubject({ given_name: 'a'.repeat(40), family_name: 'b'.repeat(40) }, person);
    expect(valueOf('CN', subject)).toBe('b'.repeat(40));
    expect(valueOf('givenName', subject)).toBe('a'.repeat(40));
  });

  it('has no country where none was stated', () => {
    expect(valueOf('C', signerSubject(names, person))).toBeUndefined();
  });

  it('is that of the organisation where it was proven, with its common name', () => {
    const subject = signerSubject({ ...organisation, country: 'FR' }, person);
    expect(subject.map(({ attribute }) => attribute)).toEqual(['C', 'O', 'organizationIdentifier', 'CN']);
    expect(valueOf('organizationIdentifier', subject)).toBe('NTRFR-552120222');
  });

  it('is not made without names', () => {
    expect(() => signerSubject({ given_name: 'Zoë' }, person)).toThrow('without the names');
  });
});
