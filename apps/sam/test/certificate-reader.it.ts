import { afterAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { OpenSsl } from '@paraph/testing';
import { Asn1CertificateReader } from '../src/adapters/x509/asn1-certificate-reader.js';
import { throwawayKey } from './throwaway-key.js';

const openssl = new OpenSsl();
const reader = new Asn1CertificateReader();
const key = throwawayKey(openssl, 'any', 'rsa3072');

afterAll(() => openssl.remove());

/** A self-signed certificate by OpenSSL with these extensions. */
function certificate(extensions: readonly string[], ...options: readonly string[]): Uint8Array {
  const path = openssl.path('made.der');
  const config = openssl.file(
    'made.cnf',
    `[req]\nprompt=no\ndistinguished_name=dn\nx509_extensions=ext\n[dn]\nCN=Somebody else\n[ext]\n${extensions.join('\n')}\n`,
  );
  openssl.must('req', '-x509', '-config', config, '-key', key.file, '-days', '10', '-outform', 'DER', '-out', path, ...options);
  return new Uint8Array(readFileSync(path));
}

describe('certificates that others made', () => {
  it('are read', () => {
    const facts = reader.read(certificate(['keyUsage=critical,nonRepudiation', 'certificatePolicies=2.999.1,2.999.2']));
    expect(facts).toMatchObject({
      subject: 'CN=Somebody else',
      keyUsage: { usages: ['nonRepudiation'], critical: true },
      policies: ['2.999.1', '2.999.2'],
      hasUnknownCritical: false,
    });
  });

  it('show a use of the key that is not critical, and one that is not stated', () => {
    expect(reader.read(certificate(['keyUsage=nonRepudiation']))?.keyUsage).toEqual({ usages: ['nonRepudiation'], critical: false });
    expect(reader.read(certificate(['basicConstraints=CA:FALSE']))?.keyUsage).toBeUndefined();
  });

  it('show every use of the key', () => {
    const facts = reader.read(certificate(['keyUsage=critical,digitalSignature,nonRepudiation,keyEncipherment,keyAgreement,decipherOnly']));
    expect(facts?.keyUsage?.usages).toEqual(['digitalSignature', 'nonRepudiation', 'keyEncipherment', 'keyAgreement', 'decipherOnly']);
  });

  it('show that they are an authority’s', () => {
    expect(reader.read(certificate(['basicConstraints=CA:TRUE']))?.isAuthority).toBe(true);
    expect(reader.read(certificate(['basicConstraints=CA:FALSE']))?.isAuthority).toBe(false);
  });

  it('show a critical extension nobody here knows, and do not mind others', () => {
    expect(reader.read(certificate(['2.999.7=critical,DER:0500']))?.hasUnknownCritical).toBe(true);
    expect(reader.read(certificate(['2.999.7=DER:0500']))?.hasUnknownCritical).toBe(false);
  });

  it('show extended uses, and whether they are critical', () => {
    const extended = reader.read(certificate(['extendedKeyUsage=critical,emailProtection,OCSPSigning']));
    expect(extended).toMatchObject({ extendedKeyUsage: { usages: ['1.3.6.1.5.5.7.3.4', '1.3.6.1.5.5.7.3.9'], critical: true }, hasUnknownCritical: false });
    expect(reader.read(certificate(['extendedKeyUsage=emailProtection']))?.extendedKeyUsage?.critical).toBe(false);
    expect(reader.read(certificate([]))?.extendedKeyUsage).toBeUndefined();
  });

  it('show their subject attribute by attribute', () => {
    expect(reader.read(certificate([]))?.subjectAttributes).toEqual([{ attribute: 'CN', value: 'Somebody else' }]);
  });

  it('do not count as signed with SHA-1 or with PSS, which are not on the list', () => {
    expect(reader.isSignedBy(certificate([]), key.publicKey)).toBe(true);
    expect(reader.isSignedBy(certificate([], '-sha1'), key.publicKey)).toBe(false);
    expect(reader.isSignedBy(certificate([], '-sigopt', 'rsa_padding_mode:pss'), key.publicKey)).toBe(false);
  });

  it('are nothing when they are PEM, cut off, or something else', () => {
    const der = certificate([]);
    expect(reader.read(new TextEncoder().encode('-----BEGIN CERTIFICATE-----\n'))).toBeUndefined();
    expect(
      reader.read(new TextEncoder().encode(`-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE-----\n`)),
    ).toBeUndefined();
    expect(reader.read(der.slice(0, -1))).toBeUndefined();
    expect(reader.read(der.slice(1))).toBeUndefined();
    expect(reader.isSignedBy(new Uint8Array(), key.publicKey)).toBe(false);
    expect(reader.isSignedBy(der, new Uint8Array())).toBe(false);
  });
});
