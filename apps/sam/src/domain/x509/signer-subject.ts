import { sha256Hex } from '@paraph/kernel';
import { isReadable } from '../readable-text.js';
import type { DistinguishedName } from './distinguished-name.js';

/** Longest common name (X.520 ub-common-name); the other attributes are held to the same length. */
const LONGEST = 64;

/** What of the verified claims goes into a certificate, by their OpenID Connect names, or what is wrong with them. */
export type SubjectClaims = { readonly attributes: Readonly<Record<string, string>> } | { readonly flaw: string };

/** Takes the names, and the country where the provider states one, from claims that were verified (IDN-06). */
export function subjectClaims(claims: Readonly<Record<string, string>>): SubjectClaims {
  const names = ['given_name', 'family_name'].map((claim) => [claim, (claims[claim] ?? '').normalize('NFC').trim()] as const);
  for (const [claim, value] of names) {
    if (value === '') return { flaw: `the claim ${claim} is missing` };
    if ([...value].length > LONGEST || !isReadable(value)) return { flaw: `the claim ${claim} cannot stand in a certificate` };
  }
  const { country } = claims;
  if (country !== undefined && !/^[A-Z]{2}$/.test(country)) return { flaw: 'the claim country is not a country’s two letters' };
  return { attributes: { ...Object.fromEntries(names), ...(country === undefined ? {} : { country }) } };
}

/** The subject of a natural person's certificate (EN 319 412-2 section 4.2.4), from a binding record. */
export function signerSubject(attributes: Readonly<Record<string, string>>, person: { readonly issuer: string; readonly subject: string }): DistinguishedName {
  const { given_name: given, family_name: family, country } = attributes;
  if (!given || !family) throw new Error('a binding record without the names of its signer');
  const whole = `${given} ${family}`;
  return [
    ...(country ? [{ attribute: 'C' as const, value: country }] : []),
    { attribute: 'SN', value: family },
    { attribute: 'givenName', value: given },
    { attribute: 'serialNumber', value: subjectIdentifier(person) },
    { attribute: 'CN', value: [...whole].length > LONGEST ? family : whole },
  ];
}

/**
 * Tells people of one name apart and is the same in each of a person's certificates. It names the account at the
 * identity provider without showing it: 128 bits of a hash over issuer and subject.
 */
function subjectIdentifier({ issuer, subject }: { readonly issuer: string; readonly subject: string }): string {
  return sha256Hex('paraph/subject/v1', JSON.stringify([issuer, subject]))
    .slice(0, 32)
    .toUpperCase();
}
