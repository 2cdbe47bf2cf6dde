import { beforeAll, describe, expect, it } from '@jest/globals';
import { certificatesOfProfiles, type ProfileCertificates } from '../../../../test/certificates-of-profiles.js';
import { Asn1CertificateFields } from '../../../adapters/x509/asn1-certificate-fields.js';
import { profileNames, type ProfileName } from '../certificate-profile.js';
import type { CertificateFields, ExtensionFields } from './certificate-fields.js';
import { lintCertificate, lintRules } from './lint-certificate.js';
import type { LintSubject } from './rule.js';

const now = new Date('2027-03-01T09:00:00.789Z');
const reader = new Asn1CertificateFields();
const DAY = 86_400_000;

type Change = (whole: Omit<LintSubject, 'profile'>) => Omit<LintSubject, 'profile'>;

const fields =
  (change: Partial<CertificateFields> | ((fields: CertificateFields) => Partial<CertificateFields>)): Change =>
  (whole) => ({ ...whole, fields: { ...whole.fields, ...(typeof change === 'function' ? change(whole.fields) : change) } });

const extensions = (change: (extensions: ExtensionFields) => Partial<ExtensionFields>): Change =>
  fields((all) => ({ extensions: { ...all.extensions, ...change(all.extensions) } }));

const critical = (name: keyof ExtensionFields, value: boolean): Change => extensions((all) => ({ [name]: { ...all[name], critical: value } }));

const subject = (attribute: string, change: { value?: string; encoding?: 'utf8' | 'printable' | 'ia5' | 'other' } | undefined): Change =>
  fields(({ subject: name }) => ({
    subject: change ? name.map((one) => (one.attribute === attribute ? { ...one, ...change } : one)) : name.filter((one) => one.attribute !== attribute),
  }));

const added = (attribute: string, value: string, encoding: 'utf8' | 'printable' = 'utf8'): Change =>
  fields(({ subject: name }) => ({ subject: [...name, { attribute, value, encoding }] }));

const validity = (change: (validity: CertificateFields['validity']) => Partial<CertificateFields['validity']>): Change =>
  fields((all) => ({ validity: { ...all.validity, ...change(all.validity) } }));

const extension = (oid: string, isCritical = false): Change =>
  fields(({ extensionList }) => ({ extensionList: [...extensionList, { oid, critical: isCritical }] }));

const without = (oid: string): Change => fields(({ extensionList }) => ({ extensionList: extensionList.filter((one) => one.oid !== oid) }));

const external: Change = (whole) => ({ ...whole, origin: 'external' });

const statements = (...said: readonly [string, (readonly string[])?, (readonly { url: string; language: string }[])?][]): Change =>
  extensions(() => ({
    qcStatements: { critical: false, statements: said.map(([statement, types = [], disclosures = []]) => ({ statement, types, disclosures })) },
  }));

const asked =
  (...names: LintSubject['qcStatements']): Change =>
  (whole) => ({ ...whole, origin: 'external', qcStatements: names });

const ESIGN = '0.4.0.1862.1.6.1';
const ESEAL = '0.4.0.1862.1.6.2';

/** For each rule what breaks it, and nothing else. */
const faults: readonly [string, ProfileName, string, ...Change[]][] = [
  ['version-3', 'natural-person', 'version 1', fields({ version: 1 })],
  ['serial-number', 'natural-person', 'a serial number of zero', fields({ serialNumber: '00' }), external],
  ['serial-number', 'natural-person', 'a negative serial number', fields({ serialNumber: '8a0b' }), external],
  ['serial-number', 'natural-person', 'a serial number of 21 octets', fields({ serialNumber: '4a'.repeat(21) }), external],
  ['serial-number-random', 'natural-person', 'a serial number that can be guessed', fields({ serialNumber: '4711' })],
  ['algorithms-agree', 'natural-person', 'one algorithm inside and another outside', fields({ algorithms: { inside: '3000', beside: '3001' } })],
  ['signature-algorithm', 'natural-person', 'a signature over SHA-1', fields({ hasStrongSignature: false })],
  ['no-unique-identifiers', 'natural-person', 'a unique identifier', fields({ hasUniqueIdentifiers: true })],
  ['extensions-once', 'natural-person', 'its key usage twice', extension('2.5.29.15')],
  ['critical-extensions', 'natural-person', 'an unknown critical extension', extension('2.999.7', true)],
  ['key-algorithm', 'natural-person', 'a key on another curve', fields({ key: { family: 'ec', curveOid: undefined } })],
  ['key-algorithm', 'natural-person', 'a key of another kind', fields({ key: { family: 'other' } })],
  ['key-algorithm', 'natural-person', 'RSA of 1024 bits', fields({ key: { family: 'rsa', modulus: (1n << 1_023n) + 1_155n, exponent: 65_537n } })],
  ['rsa-exponent', 'legal-person', 'an exponent of three', fields(({ key }) => ({ key: { ...key, exponent: 3n } as CertificateFields['key'] }))],
  ['rsa-exponent', 'legal-person', 'an even exponent', fields(({ key }) => ({ key: { ...key, exponent: 65_538n } as CertificateFields['key'] }))],
  ['rsa-modulus', 'legal-person', 'a modulus that 751 divides', fields({ key: { family: 'rsa', modulus: 751n * ((1n << 2_047n) + 1n), exponent: 65_537n } })],
  ['subject-key-identifier', 'natural-person', 'another key’s identifier', fields({ ownKeyIdentifier: '00' })],
  ['subject-key-identifier', 'natural-person', 'no identifier of its key', extensions(() => ({ subjectKey: undefined }))],
  ['authority-key-identifier', 'natural-person', 'no identifier of its issuer’s key', extensions(() => ({ authorityKey: undefined })), external],
  ['authority-key-identifier', 'natural-person', 'the identifier of another', extensions(() => ({ authorityKey: { critical: false, identifier: '00' } }))],
  ['issuer-name', 'natural-person', 'another issuer', fields(({ encoded }) => ({ encoded: { ...encoded, issuer: '3000' } }))],
  ['subject-attributes', 'natural-person', 'no country', subject('C', undefined)],
  ['subject-attributes', 'natural-person', 'no common name', subject('CN', undefined)],
  ['subject-attributes', 'one-session', 'nothing that tells namesakes apart', subject('serialNumber', undefined)],
  ['subject-attributes', 'legal-person', 'no name of the organisation', subject('O', undefined)],
  ['names-once', 'natural-person', 'two common names', added('CN', 'Somebody Else')],
  ['name-encoding', 'natural-person', 'a name in an old alphabet', subject('CN', { encoding: 'other' })],
  ['name-encoding', 'natural-person', 'a country in UTF-8', subject('C', { encoding: 'utf8' })],
  ['name-encoding', 'natural-person', 'a name in IA5', subject('CN', { encoding: 'ia5' })],
  ['name-text', 'natural-person', 'text that runs backwards', subject('CN', { value: '\u202edruob' })],
  ['name-text', 'natural-person', 'a name that is empty', subject('CN', { value: '' })],
  ['name-text', 'natural-person', 'a name with space before it', subject('CN', { value: ' Ada' })],
  ['name-length', 'natural-person', 'a serial number of 65 characters', subject('serialNumber', { value: 'A'.repeat(65) })],
  ['country-code', 'natural-person', 'a country in small letters', subject('C', { value: 'fr' })],
  ['person-named', 'natural-person', 'an organisation’s identifier alone', added('organizationIdentifier', 'NTRFR-1')],
  ['organisation-identifier', 'legal-person', 'an identifier without a scheme', subject('organizationIdentifier', { value: '552120222' })],
  ['no-person-in-seal', 'legal-person', 'a person’s name in a seal', added('SN', 'Durand')],
  ['validity-order', 'natural-person', 'an end before its beginning', validity(({ to }) => ({ from: new Date(to.getTime() + DAY) })), external],
  ['validity-encoding', 'natural-person', 'a GeneralizedTime before 2050', validity(() => ({ encodings: ['utc', 'generalized'] }))],
  ['validity-encoding', 'natural-person', 'a fraction of a second', validity(({ to }) => ({ to: new Date(to.getTime() - 1) }))],
  ['within-issuer', 'natural-person', 'an end after its issuer’s', (whole) => ({ ...whole, issuer: { ...whole.issuer, validTo: now } })],
  ['authority-life', 'issuing', 'a life of ten years and a second', validity(({ from }) => ({ to: new Date(from.getTime() + 3_652 * DAY + DAY) }))],
  ['life', 'one-session', 'thirty-one minutes', validity(({ from }) => ({ to: new Date(from.getTime() + 31 * 60_000) }))],
  ['life', 'ocsp', 'a year for a responder', validity(({ from }) => ({ to: new Date(from.getTime() + 365 * DAY) }))],
  ['begins-now', 'natural-person', 'a beginning an hour ago', (whole) => ({ ...whole, now: new Date(now.getTime() + 3_600_000) })],
  ['begins-now', 'natural-person', 'a beginning that is still to come', (whole) => ({ ...whole, now: new Date(now.getTime() - 60_000) })],
  ['not-over', 'natural-person', 'an end that has been', (whole) => ({ ...whole, now: new Date(now.getTime() + 400 * DAY) }), external],
  [
    'key-usage',
    'natural-person',
    'digital signature beside',
    extensions(() => ({ keyUsage: { critical: true, usages: ['digitalSignature', 'nonRepudiation'] } })),
  ],
  ['key-usage', 'natural-person', 'a key usage that is not critical', critical('keyUsage', false)],
  ['key-usage', 'natural-person', 'no key usage', extensions(() => ({ keyUsage: undefined }))],
  [
    'authority-constraints',
    'issuing',
    'room for another authority',
    extensions(() => ({ basicConstraints: { critical: true, isAuthority: true, pathLength: 1 } })),
  ],
  ['authority-constraints', 'issuing', 'no constraints', extensions(() => ({ basicConstraints: undefined }))],
  [
    'no-authority',
    'natural-person',
    'the power of an authority',
    extensions(() => ({ basicConstraints: { critical: true, isAuthority: true, pathLength: 0 } })),
  ],
  ['ocsp-signing', 'ocsp', 'no extended key usage', extensions(() => ({ extendedKeyUsage: undefined }))],
  ['ocsp-signing', 'ocsp', 'a status that would be asked for', without('1.3.6.1.5.5.7.48.1.5')],
  ['time-stamping', 'timestamp', 'an extended key usage that is not critical', critical('extendedKeyUsage', false)],
  ['signer-purposes', 'natural-person', 'any purpose', extensions(() => ({ extendedKeyUsage: { critical: false, purposes: ['2.5.29.37.0'] } })), external],
  ['signer-purposes', 'natural-person', 'nobody to ask for its status', extension('1.3.6.1.5.5.7.48.1.5')],
  ['no-extended-usage', 'natural-person', 'a purpose of ours', extensions(() => ({ extendedKeyUsage: { critical: false, purposes: ['1.3.6.1.5.5.7.3.4'] } }))],
  ['policies-named', 'natural-person', 'no policy', extensions(() => ({ policies: undefined }))],
  ['policies-named', 'natural-person', 'any policy', extensions(() => ({ policies: { critical: false, identifiers: ['2.5.29.32.0'] } }))],
  ['policies-named', 'natural-person', 'policies that are critical', critical('policies', true)],
  ['policies-once', 'natural-person', 'a policy twice', extensions(() => ({ policies: { critical: false, identifiers: ['2.999.1', '2.999.1'] } }))],
  ['no-qualified-claim', 'natural-person', 'a claim by the embedded authority', statements(['compliance'])],
  [
    'no-qualified-claim',
    'natural-person',
    'one by it that the policy asks for',
    statements(['compliance']),
    (whole) => ({ ...whole, qcStatements: ['compliance'] }),
  ],
  ['no-qualified-claim', 'natural-person', 'a claim that nobody asked for', statements(['compliance']), external],
  ['qualified-claims-there', 'natural-person', 'a claim that is missing', statements(['compliance']), asked('compliance', 'sscd')],
  ['statements-not-critical', 'natural-person', 'critical claims', statements(['compliance']), critical('qcStatements', true), asked('compliance')],
  ['qualified-type', 'natural-person', 'the type of a seal', statements(['type', [ESEAL]]), asked('type')],
  ['qualified-type', 'natural-person', 'two types', statements(['type', [ESIGN, ESEAL]]), asked('type')],
  ['seal-type-there', 'legal-person', 'a qualified seal without its type', statements(['compliance']), asked('compliance')],
  ['disclosure-statements', 'natural-person', 'no English', statements(['pds', [], [{ url: 'https://ca.example/pds', language: 'fr' }]]), asked('pds')],
  ['disclosure-statements', 'natural-person', 'plain HTTP', statements(['pds', [], [{ url: 'http://ca.example/pds', language: 'en' }]]), asked('pds')],
  [
    'issuer-certificate',
    'natural-person',
    'no address of its issuer',
    extensions(({ informationAccess }) => ({ informationAccess: { critical: false, responders: informationAccess?.responders ?? [], issuers: [] } })),
  ],
  [
    'revocation-source',
    'natural-person',
    'no source of revocations',
    extensions(({ informationAccess }) => ({
      distributionPoints: undefined,
      informationAccess: { critical: false, responders: [], issuers: informationAccess?.issuers ?? [] },
    })),
    external,
  ],
  ['both-sources', 'natural-person', 'no list', extensions(() => ({ distributionPoints: undefined }))],
  ['sources-not-critical', 'natural-person', 'a critical list', critical('distributionPoints', true)],
  ['short-term-said', 'one-session', 'one of the two extensions', without('2.5.29.56')],
  ['short-term-said', 'one-session', 'neither, from elsewhere', without('2.5.29.56'), without('0.4.0.194121.2.1'), external],
  ['short-term-alone', 'one-session', 'a list', extensions(() => ({ distributionPoints: { critical: false, lists: ['http://ca.example/crl'] } }))],
  [
    'short-term-short',
    'natural-person',
    'a year without a status',
    extension('2.5.29.56'),
    extensions(({ informationAccess }) => ({
      distributionPoints: undefined,
      informationAccess: { critical: false, responders: [], issuers: informationAccess?.issuers ?? [] },
    })),
  ],
  ['authority-revocable', 'issuing', 'an authority that is never revoked', extension('2.5.29.56')],
];

/** Where one fault cannot but break another rule as well. */
const also: Readonly<Record<string, readonly string[]>> = {
  'validity-order': ['within-issuer', 'life', 'not-over'],
  'authority-life': ['within-issuer', 'life'],
  life: ['within-issuer'],
  'signer-purposes': ['no-extended-usage'],
  'short-term-short': ['revocation-source', 'both-sources'],
  'authority-revocable': ['short-term-alone', 'short-term-short'],
  'key-algorithm': ['rsa-modulus'],
  'name-encoding': [],
};

describe('the rules for certificates', () => {
  let made: ProfileCertificates;
  beforeAll(async () => void (made = await certificatesOfProfiles(now)));

  const wholeOf = (name: ProfileName): Omit<LintSubject, 'profile'> => {
    const { issuer, issuerValidTo } = made.contents[name];
    const read = reader.read(made.certificates[name]);
    if (!read) throw new Error(`the ${name} certificate cannot be read`);
    return { fields: read, name, origin: 'embedded', now, issuer: { ...reader.issuer(issuer), validTo: issuerValidTo }, qcStatements: [] };
  };

  it.each(profileNames)('are all kept by what is composed in the profile %s, whoever had made it', (name) => {
    expect(lintCertificate(wholeOf(name))).toEqual([]);
    expect(lintCertificate(external(wholeOf(name)))).toEqual([]);
  });

  it.each(faults)('%s is broken by a %s certificate with %s', (id, name, _what, ...changes) => {
    const broken = lintCertificate(changes.reduce((whole, change) => change(whole), wholeOf(name))).map((rule) => rule.id);
    expect(broken).toContain(id);
    expect(broken.filter((one) => one !== id && !also[id]?.includes(one))).toEqual([]);
  });

  it('are each broken by something here', () => {
    const all = Object.values(lintRules).flatMap((rules) => rules.map(({ id }) => id));
    expect(new Set(all).size).toBe(all.length);
    expect(all.filter((id) => !faults.some(([one]) => one === id))).toEqual([]);
  });

  it.each<[string, ProfileName, ...Change[]]>([
    ['statements that the policy asks for', 'natural-person', statements(['compliance'], ['sscd'], ['type', [ESIGN]]), asked('compliance', 'sscd', 'type')],
    ['a qualified seal', 'legal-person', statements(['compliance'], ['type', [ESEAL]]), asked('compliance', 'type')],
    ['a statement of another’s', 'natural-person', statements(['2.999.5']), external],
    [
      'disclosures in two languages',
      'natural-person',
      statements(['pds', [], [...['en', 'fr'].map((language) => ({ url: 'https://ca.example/pds', language }))]]),
      asked('pds'),
    ],
    ['use for mail', 'natural-person', extensions(() => ({ extendedKeyUsage: { critical: false, purposes: ['1.3.6.1.5.5.7.3.4'] } })), external],
    ['a serial number of another length', 'natural-person', fields({ serialNumber: '0a' }), external],
    [
      'a list alone',
      'natural-person',
      extensions(({ informationAccess }) => ({ informationAccess: { critical: false, responders: [], issuers: informationAccess?.issuers ?? [] } })),
      external,
    ],
    ['an issuer whose key has no identifier', 'natural-person', (whole) => ({ ...whole, issuer: { ...whole.issuer, keyIdentifier: undefined } })],
    ['a beginning of yesterday', 'natural-person', (whole) => ({ ...whole, now: new Date(now.getTime() + DAY) }), external],
    ['one short-term extension of two', 'one-session', without('2.5.29.56'), external],
  ])('leave to an authority elsewhere %s', (_what, name, ...changes) => {
    expect(lintCertificate(changes.reduce((whole, change) => change(whole), wholeOf(name))).map(({ id }) => id)).toEqual([]);
  });
});
