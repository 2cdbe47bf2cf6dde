import { isReadable } from '../../readable-text.js';
import { isOrganisationIdentifier } from '../organisation-identifier.js';
import type { NameField } from './certificate-fields.js';
import { personProfiles, type LintRule } from './rule.js';

/** Bounds of X.520 as RFC 5280 appendix A.1 gives them; O, OU and CN may be longer (EN 319 412-2 section 4.2.4). */
const longest: Readonly<Record<string, number>> = { C: 2, serialNumber: 64, SN: 40_000, givenName: 40_000 };
const LONGEST_OTHER = 256;

/** Encodings of the attributes that may not be any DirectoryString; those without a short name by their identifiers. */
const encodings: Readonly<Record<string, readonly NameField['encoding'][]>> = {
  C: ['printable'],
  serialNumber: ['printable'],
  '1.2.840.113549.1.9.1': ['ia5'],
  '0.9.2342.19200300.100.1.25': ['ia5'],
};

const valueOf = (name: readonly NameField[], attribute: string): string | undefined => name.find((one) => one.attribute === attribute)?.value;

const isOnce = (name: readonly NameField[], attribute: string): boolean => name.filter((one) => one.attribute === attribute).length <= 1;

/** Subject and issuer. */
export const nameRules: readonly LintRule[] = [
  {
    id: 'issuer-name',
    clause: 'RFC 5280 4.1.2.4, 6.1.3',
    says: 'the issuer is named exactly as in its own certificate',
    holds: ({ fields: { encoded }, issuer }) => encoded.issuer === issuer.subject,
  },
  {
    id: 'subject-attributes',
    clause: 'EN 319 412-2 4.2.4, EN 319 412-3 4.2.1',
    says: 'the subject has the attributes of its profile',
    holds: ({ fields: { subject }, profile }) =>
      profile.subject.every((alternatives) => alternatives.some((attribute) => valueOf(subject, attribute) !== undefined)),
  },
  {
    id: 'names-once',
    clause: 'EN 319 412-2 4.2.4',
    says: 'common name and country stand once at most',
    holds: ({ fields: { subject, issuer } }) => [subject, issuer].every((name) => isOnce(name, 'CN') && isOnce(name, 'C')),
  },
  {
    id: 'name-encoding',
    clause: 'RFC 5280 4.1.2.4, appendix A.1',
    says: 'names are UTF8String or PrintableString; country and serial number are PrintableString, mail address and domain IA5String',
    holds: ({ fields: { subject, issuer } }) =>
      [...subject, ...issuer].every(({ attribute, encoding }) => (encodings[attribute] ?? ['utf8', 'printable']).includes(encoding)),
  },
  {
    id: 'name-text',
    clause: 'house',
    says: 'no part of the subject is empty, begins or ends with space, or holds what a reader cannot see',
    holds: ({ fields: { subject } }) => subject.every(({ value }) => value !== '' && value.trim() === value && isReadable(value)),
  },
  {
    id: 'name-length',
    clause: 'RFC 5280 appendix A.1',
    says: 'no part of the subject is longer than its bound',
    holds: ({ fields: { subject } }) => subject.every(({ attribute, value }) => [...value].length <= (longest[attribute] ?? LONGEST_OTHER)),
  },
  {
    id: 'country-code',
    clause: 'X.520 6.3.1',
    says: 'a country is two capital letters',
    holds: ({ fields: { subject } }) => /^[A-Z]{2}$/.test(valueOf(subject, 'C') ?? 'ZZ'),
  },
  {
    id: 'person-named',
    clause: 'EN 319 412-2 4.2.4',
    says: 'a person’s subject has no identifier of an organisation without its name',
    profiles: personProfiles,
    holds: ({ fields: { subject } }) => valueOf(subject, 'organizationIdentifier') === undefined || valueOf(subject, 'O') !== undefined,
  },
  {
    id: 'organisation-identifier',
    clause: 'EN 319 412-1 5.1.4',
    says: 'an organisation is identified as VAT, NTR, PSD or LEI with its country, or by a scheme of a country',
    profiles: ['legal-person'],
    holds: ({ fields: { subject } }) => isOrganisationIdentifier(valueOf(subject, 'organizationIdentifier') ?? ''),
  },
  {
    id: 'no-person-in-seal',
    clause: 'EN 319 412-3 4.2.1',
    says: 'an organisation’s subject names no person',
    profiles: ['legal-person'],
    holds: ({ fields: { subject } }) => valueOf(subject, 'SN') === undefined && valueOf(subject, 'givenName') === undefined,
  },
];
