import { describe, expect, it } from '@jest/globals';
import { signerSubject, subjectClaims } from './signer-subject.js';

const person = { issuer: 'https://idp.example', subject: 'account-1' };
const names = { given_name: 'Zoë', family_name: 'Durand' };
const valueOf = (attribute: string, name: ReturnType<typeof signerSubject>) => name.find((one) => one.attribute === attribute)?.value;

describe('the claims that make a subject', () => {
  it('are the two names, composed and without space around them', () => {
    expect(subjectClaims({ given_name: ' Zoe\u0308 ', family_name: 'Durand', email: 'zoe@example.org' })).toEqual({ attributes: names });
  });

  it('take the country where the provider states it', () => {
    expect(subjectClaims({ ...names, country: 'FR' })).toEqual({ attributes: { ...names, country: 'FR' } });
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
    expect(subjectClaims(claims)).toEqual({ flaw: expect.any(String) });
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

  it('is not made without names', () => {
    expect(() => signerSubject({ given_name: 'Zoë' }, person)).toThrow('without the names');
  });
});
