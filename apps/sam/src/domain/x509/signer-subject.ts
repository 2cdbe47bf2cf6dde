import { sha256Hex } from '@paraph/kernel';
import { isReadable } from '../readable-text.js';
import type { SignerProfileName } from './certificate-profile.js';
import type { DistinguishedName } from './distinguished-name.js';
import { isOrganisationIdentifier } from './organisation-identifier.js';

/** Longest common name (X.520 ub-common-name); the other attributes of a person are held to the same length. */
const LONGEST = 64;
/** Names of organisations may be longer than X.520 says (EN 319 412-3 section 4.2.1). */
const LONGEST_ORGANISATION = 128;

/** What a policy says about whom its certificates name. */
export interface SubjectTerms {
  readonly profile: SignerProfileName;
  /** Where the provider states none. */
  readonly country?: string | undefined;
}

/** What of the verified claims goes into a certificate, by their OpenID Connect names, or what is wrong with them. */
export type SubjectClaims = { readonly attributes: Readonly<Record<string, string>> } | { readonly flaw: string };

/** Takes the names and the country, the policy's where the provider states none, from claims that were verified (IDN-06). */
export function subjectClaims(claims: Readonly<Record<string, string>>, terms: SubjectTerms): SubjectClaims {
  const { names, longest } = wanted[terms.profile === 'legal-person' ? 'organisation' : 'person'];
  const values = names.map((claim) => [claim, (claims[claim] ?? '').normalize('NFC').trim()] as const);
  for (const [claim, value] of values) {
    if (value === '') return { flaw: `the claim ${claim} is missing` };
    if ([...value].length > longest || !isReadable(value)) return { flaw: `the claim ${claim} cannot stand in a certificate` };
    if (claim === 'organization_identifier' && !isOrganisationIdentifier(value)) return { flaw: `the claim ${claim} is not of a known scheme` };
  }
  const { country = terms.country } = claims;
  if (country === undefined) return { flaw: 'neither the provider nor the policy states a country' };
  if (!/^[A-Z]{2}$/.test(country)) return { flaw: 'the claim country is not a country’s two letters' };
  return { attributes: { ...Object.fromEntries(values), country } };
}

/** Claims that make a subject: of OpenID Connect Core 5.1 for a person; for an organisation a provider's own. */
const wanted = {
  person: { names: ['given_name', 'family_name'], longest: LONGEST },
  organisation: { names: ['organization_name', 'organization_identifier'], longest: LONGEST_ORGANISATION },
} as const;

/** The subject of a certificate, from a binding record: a person's (EN 319 412-2 section 4.2.4) or an organisation's (EN 319 412-3 section 4.2.1). */
export function signerSubject(attributes: Readonly<Record<string, string>>, person: { readonly issuer: string; readonly subject: string }): DistinguishedName {
  const { given_name: given, family_name: family, organization_name: organisation, organization_identifier: identifier, country } = attributes;
  const where = country ? [{ attribute: 'C' as const, value: country }] : [];
  if (organisation && identifier) {
    return [
      ...where,
      { attribute: 'O', value: organisation },
      { attribute: 'organizationIdentifier', value: identifier },
      { attribute: 'CN', value: organisation },
    ];
  }
  if (!given || !family) throw new Error('a binding record without the names of its signer');
  const whole = `${given} ${family}`;
  return [
    ...where,
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
