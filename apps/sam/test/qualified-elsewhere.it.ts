import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OpenSsl } from '@paraph/testing';
import { readFileSync } from 'node:fs';
import { Asn1CertificateFields } from '../src/adapters/x509/asn1-certificate-fields.js';
import type { QcStatementName } from '../src/domain/x509/certificate-profile.js';
import { issuerFields } from '../src/domain/x509/lint/certificate-fields.js';
import { lintCertificate } from '../src/domain/x509/lint/lint-certificate.js';

const openssl = new OpenSsl();
const reader = new Asn1CertificateFields();
afterAll(() => openssl.remove());

/** A qualified certificate's extensions as OpenSSL writes them (EN 319 412-2 and -5). */
const extensions = `
[signer]
keyUsage = critical, nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
certificatePolicies = 0.4.0.194112.1.2
authorityInfoAccess = caIssuers;URI:http://ca.example/issuing.cer, OCSP;URI:http://ca.example/ocsp
QC

[qc]
compliance = SEQUENCE:complies
sscd = SEQUENCE:in_device
type = SEQUENCE:typed
pds = SEQUENCE:disclosed
[complies]
id = OID:0.4.0.1862.1.1
[in_device]
id = OID:0.4.0.1862.1.4
[typed]
id = OID:0.4.0.1862.1.6
info = SEQUENCE:types
[types]
one = OID:0.4.0.1862.1.6.1
[disclosed]
id = OID:0.4.0.1862.1.5
info = SEQUENCE:places
[places]
one = SEQUENCE:place
[place]
url = IA5STRING:https://ca.example/pds_en.pdf
language = PRINTABLESTRING:en
`;

const STATEMENTS = '1.3.6.1.5.5.7.1.3 = ASN1:SEQUENCE:qc';

describe('a certificate that OpenSSL made as an authority elsewhere', () => {
  let issuer: ReturnType<typeof read>;
  beforeAll(() => {
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    openssl.must(
      'req',
      '-x509',
      ...key,
      '-keyout',
      openssl.path('ca.key'),
      '-out',
      openssl.path('ca.pem'),
      '-subj',
      '/C=FR/O=Elsewhere/CN=Elsewhere CA',
      '-days',
      '3650',
    );
    openssl.must(
      ...['req', '-new', ...key, '-utf8', '-keyout', openssl.path('signer.key'), '-out', openssl.path('signer.csr')],
      ...['-subj', '/C=FR/SN=Durand/GN=Zoé/serialNumber=PNOFR-123/CN=Zoé Durand'],
    );
    openssl.must('x509', '-in', openssl.path('ca.pem'), '-outform', 'DER', '-out', openssl.path('ca.der'));
    issuer = read('ca.der');
  });

  function read(name: string) {
    const fields = reader.read(new Uint8Array(readFileSync(openssl.path(name))));
    if (!fields) throw new Error(`${name} cannot be read`);
    return fields;
  }

  function signed(change: (text: string) => string = (text) => text) {
    const file = openssl.file('signer.cnf', change(extensions.replace('\nQC\n', `\n${STATEMENTS}\n`)));
    openssl.must(
      ...['x509', '-req', '-in', openssl.path('signer.csr'), '-CA', openssl.path('ca.pem'), '-CAkey', openssl.path('ca.key'), '-days', '365'],
      ...['-extfile', file, '-extensions', 'signer', '-outform', 'DER', '-out', openssl.path('signer.der')],
    );
    return read('signer.der');
  }

  const broken = (fields: ReturnType<typeof read>, qcStatements: readonly QcStatementName[] = ['compliance', 'sscd', 'type', 'pds']) =>
    lintCertificate({ fields, name: 'natural-person', origin: 'external', now: new Date(Date.now() + 1_000), issuer: issuerFields(issuer), qcStatements }).map(
      ({ id }) => id,
    );

  it('is fit with the claims that its policy asks for', () => {
    const fields = signed();
    expect(fields.extensions.qcStatements).toEqual({
      critical: false,
      statements: [
        { statement: 'compliance', types: [], disclosures: [] },
        { statement: 'sscd', types: [], disclosures: [] },
        { statement: 'type', types: ['0.4.0.1862.1.6.1'], disclosures: [] },
        { statement: 'pds', types: [], disclosures: [{ url: 'https://ca.example/pds_en.pdf', language: 'en' }] },
      ],
    });
    expect(broken(fields)).toEqual([]);
  });

  it('is unfit where its policy asks for no claim, or for another', () => {
    expect(broken(signed(), [])).toEqual(['no-qualified-claim']);
    expect(broken(signed(), ['compliance', 'sscd', 'type', 'pds', 'legislation'])).toEqual(['qualified-claims-there']);
  });

  it.each<[string, string, (text: string) => string]>([
    ['critical claims', 'critical-extensions statements-not-critical', (text) => text.replace(STATEMENTS, STATEMENTS.replace('= ', '= critical,'))],
    ['the type of a web site', 'qualified-type', (text) => text.replace('0.4.0.1862.1.6.1', '0.4.0.1862.1.6.3')],
    ['its terms in French alone', 'disclosure-statements', (text) => text.replace('PRINTABLESTRING:en', 'PRINTABLESTRING:fr')],
    ['digital signature beside', 'key-usage', (text) => text.replace('critical, nonRepudiation', 'critical, nonRepudiation, digitalSignature')],
    ['no policy', 'policies-named', (text) => text.replace(/certificatePolicies.*\n/, '')],
    ['nowhere to ask for its status', 'revocation-source', (text) => text.replace(', OCSP;URI:http://ca.example/ocsp', '')],
    ['no word of its issuer’s key', 'authority-key-identifier', (text) => text.replace('authorityKeyIdentifier = keyid', 'authorityKeyIdentifier = none')],
    ['the power of an authority', 'no-authority', (text) => text.replace('[signer]', '[signer]\nbasicConstraints = critical, CA:true')],
  ])('is unfit with %s', (_what, rule, change) => {
    expect(broken(signed(change)).join(' ')).toBe(rule);
  });

  it('is not read with a statement that is none, or with bytes behind it', () => {
    const whole = signed();
    expect(broken(whole)).toEqual([]);
    expect(() => signed((text) => text.replace(STATEMENTS, '1.3.6.1.5.5.7.1.3 = ASN1:UTF8:qualified'))).toThrow('cannot be read');
    const bytes = readFileSync(openssl.path('ca.der'));
    expect(reader.read(Buffer.concat([bytes, Buffer.of(0)]))).toBeUndefined();
    expect(reader.read(bytes.subarray(1))).toBeUndefined();
    expect(reader.read(new Uint8Array())).toBeUndefined();
  });
});
