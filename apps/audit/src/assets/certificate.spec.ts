/** Certificates that OpenSSL made, read by the console's reader and judged by Node.js's own. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OpenSsl } from '@paraph/testing';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readCertificate } from './certificate.js';
import { isIssuedBy } from './issued-by.js';
import { certificatesIn, toPem } from './pem.js';

interface Read {
  readonly serial: string;
  readonly subject: string;
  readonly issuer: string;
  readonly from: Date;
  readonly until: Date;
  readonly key: { readonly kind: string };
  readonly usages: readonly string[] | undefined;
  readonly isAuthority: boolean;
  readonly revocationLists: readonly string[];
  readonly responders: readonly string[];
}
const openssl = new OpenSsl();
afterAll(() => openssl.remove());

const authority = 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n';
const signer = `keyUsage=critical,nonRepudiation
crlDistributionPoints=URI:http://ca.example/one.crl
authorityInfoAccess=OCSP;URI:http://ca.example/ocsp,caIssuers;URI:http://ca.example/ca.cer
`;
const kinds: Readonly<Record<string, readonly string[]>> = {
  'EC P-256': ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  'EC P-384': ['ec', '-pkeyopt', 'ec_paramgen_curve:P-384'],
  'EC P-521': ['ec', '-pkeyopt', 'ec_paramgen_curve:P-521'],
  'RSA 3072': ['rsa:3072'],
  Ed25519: ['ed25519'],
};

/** What OpenSSL makes of a certificate. */
interface Made {
  readonly name: string;
  readonly subject?: string;
  readonly key?: readonly string[];
  readonly extensions?: string;
  readonly days?: number;
  /** Name of the issuer; itself otherwise. */
  readonly by?: string;
  readonly signing?: readonly string[];
}

function make({ name, subject = `/CN=${name}`, key = kinds['EC P-256'] ?? [], extensions = authority, days = 20, by = name, signing = [] }: Made): Uint8Array {
  const path = (suffix: string, whose = name): string => openssl.path(`${whose}.${suffix}`);
  openssl.must('req', '-new', '-newkey', ...key, '-nodes', '-utf8', '-subj', subject, '-keyout', path('key'), '-out', path('csr'));
  const issuer = by === name ? ['-signkey', path('key')] : ['-CA', path('pem', by), '-CAkey', path('key', by), '-CAcreateserial'];
  const file = openssl.file(`${name}.ext`, extensions);
  openssl.must('x509', '-req', '-in', path('csr'), ...issuer, '-days', String(days), ...signing, '-extfile', file, '-out', path('pem'));
  return new Uint8Array(new X509Certificate(readFileSync(path('pem'))).raw);
}

const read = (der: Uint8Array): Read => readCertificate(der) as Read;
const isIssued = (one: Uint8Array, by: Uint8Array): Promise<boolean> => isIssuedBy(readCertificate(one), readCertificate(by));

describe('a certificate', () => {
  it.each(Object.keys(kinds))('with a key of kind %s is read as OpenSSL wrote it', (kind) => {
    const der = make({ name: kind.replace(' ', '-'), key: kinds[kind] ?? [], extensions: signer });
    const [own, judged] = [read(der), new X509Certificate(der)];
    expect(own.serial).toBe(judged.serialNumber.toLowerCase());
    expect([own.from, own.until]).toEqual([judged.validFromDate, judged.validToDate]);
    expect([own.key.kind, own.isAuthority, own.usages]).toEqual([kind, false, ['nonRepudiation']]);
    expect([own.revocationLists, own.responders]).toEqual([['http://ca.example/one.crl'], ['http://ca.example/ocsp']]);
  });

  it('has a name of which nothing looks like another name, or is hidden', () => {
    const own = read(make({ name: 'names', subject: '/C=FR/O=Été \\, Fils/2.5.4.97=VATFR-1/CN=Alice, O=Bank\u202E' }));
    expect(own.subject).toBe('C=FR, O=Été \\, Fils, organizationIdentifier=VATFR-1, CN=Alice\\, O\\=Bank\\u{202e}');
    expect(own.issuer).toBe(own.subject);
  });

  it('of a time after 2049 is read, which is written otherwise', () => {
    const der = make({ name: 'late', days: 12_000 });
    expect([read(der).until, read(der).until.getUTCFullYear() > 2049]).toEqual([new X509Certificate(der).validToDate, true]);
  });

  it('may issue where it says so, with each usage by its name', () => {
    expect(read(make({ name: 'ca' }))).toMatchObject({ isAuthority: true, usages: ['keyCertSign', 'cRLSign'] });
    expect(read(make({ name: 'plain', extensions: 'subjectKeyIdentifier=hash\n' }))).toMatchObject({ isAuthority: false, usages: undefined });
    expect(read(make({ name: 'many', extensions: 'keyUsage=digitalSignature,decipherOnly,keyAgreement\n' })).usages).toEqual([
      'digitalSignature',
      'keyAgreement',
      'decipherOnly',
    ]);
  });

  it('is written as PEM that OpenSSL reads', () => {
    const der = make({ name: 'pem' });
    const pem = toPem([readCertificate(der)]);
    expect(new Uint8Array(new X509Certificate(pem).raw)).toEqual(der);
  });

  it('is found in a file, as DER, as PEM, or among what OpenSSL writes around several', () => {
    const [one, two] = [make({ name: 'one' }), make({ name: 'two' })];
    const chatty = ['one', 'two'].map((name) => openssl.must('x509', '-text', '-in', openssl.path(`${name}.pem`))).join('\r\n');
    expect(certificatesIn(one)).toEqual([one]);
    expect(certificatesIn(readFileSync(openssl.path('one.pem')))).toEqual([one]);
    expect(certificatesIn(new TextEncoder().encode(chatty.replaceAll('\n', '\r\n')))).toEqual([one, two]);
  });

  it.each<[string, (der: Uint8Array) => Uint8Array]>([
    ['nothing', () => new Uint8Array()],
    ['its first half', (der) => der.subarray(0, der.length / 2)],
    ['it and a byte more', (der) => Uint8Array.from([...der, 0])],
    ['text', () => new TextEncoder().encode('no certificate')],
    ['a sequence of nothing', () => Uint8Array.of(0x30, 0)],
  ])('is not read from %s', (_case, change) => {
    const der = make({ name: 'whole' });
    expect(() => readCertificate(change(der))).toThrow();
  });
});

describe('that one certificate was issued by another', () => {
  beforeAll(() => {
    for (const [kind, key] of Object.entries(kinds)) make({ name: `root-${kind.replace(' ', '-')}`, key, subject: `/CN=Root ${kind}` });
  });
  const root = (kind: string): string => `root-${kind.replace(' ', '-')}`;
  const der = (name: string): Uint8Array => new Uint8Array(new X509Certificate(readFileSync(openssl.path(`${name}.pem`))).raw);

  it.each([
    ['EC P-256', ['-sha256']],
    ['EC P-384', ['-sha384']],
    ['EC P-521', ['-sha512']],
    ['RSA 3072', ['-sha256']],
    ['RSA 3072', ['-sha512']],
    ['RSA 3072', ['-sha256', '-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:32']],
    ['RSA 3072', ['-sha384', '-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:48']],
    ['Ed25519', []],
  ])('is seen for a key of kind %s and %j', async (kind, signing) => {
    const own = make({ name: 'issued', by: root(kind), signing, extensions: signer });
    expect(await isIssued(own, der(root(kind)))).toBe(true);
    // One byte of what was signed, and it is not.
    const at = own.indexOf(0x06, 60) + 4;
    const changed = Uint8Array.from(own);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(
      await Promise.resolve()
        .then(() => isIssued(changed, der(root(kind))))
        .catch(() => false),
    ).toBe(false);
  });

  it('is not for another key under the same name', async () => {
    const own = make({ name: 'issued', by: root('EC P-256'), extensions: signer });
    const other = make({ name: 'impostor', subject: '/CN=Root EC P-256' });
    expect([await isIssued(own, der(root('EC P-256'))), await isIssued(own, other)]).toEqual([true, false]);
  });

  it.each([
    ['may issue nothing', 'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,keyCertSign\n'],
    ['does not say that it may', 'keyUsage=critical,keyCertSign\n'],
    ['has a key that is for something else', 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,cRLSign\n'],
  ])('is not where that other one %s', async (_case, extensions) => {
    const issuer = make({ name: 'weak', extensions });
    expect(await isIssued(make({ name: 'weaker', by: 'weak', extensions: signer }), issuer)).toBe(false);
  });

  it('is not for an algorithm that nobody should use', async () => {
    const own = make({ name: 'old', by: root('RSA 3072'), signing: ['-sha1'], extensions: signer });
    expect(await isIssued(own, der(root('RSA 3072')))).toBe(false);
  });
});
