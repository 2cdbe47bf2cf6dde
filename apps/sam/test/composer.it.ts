import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { KeyAlgorithm } from '@paraph/kernel';
import { OpenSsl } from '@paraph/testing';
import { Asn1CertificateReader } from '../src/adapters/x509/asn1-certificate-reader.js';
import { Asn1X509Composer } from '../src/adapters/x509/asn1-x509-composer.js';
import { PublicationAddresses } from '../src/domain/x509/authority.js';
import type { CertificateContent, Revocation } from '../src/domain/x509/contents.js';
import type { DistinguishedName } from '../src/domain/x509/distinguished-name.js';
import { issuingProfile, responderProfile, rootProfile, signerProfile, type EstablishedIssuer } from '../src/domain/x509/profiles.js';
import type { CompositionKey } from '../src/domain/x509/x509-composer.js';
import { throwawayKey } from './throwaway-key.js';

const composer = new Asn1X509Composer();
const reader = new Asn1CertificateReader();
const openssl = new OpenSsl();
const addresses = new PublicationAddresses('http://ca.localhost:1234');
const now = new Date();
const HOUR = 3_600_000;

const subject: DistinguishedName = [
  { attribute: 'C', value: 'FR' },
  { attribute: 'SN', value: 'Durand, née Ørsted' },
  { attribute: 'givenName', value: 'Zoë' },
  { attribute: 'serialNumber', value: 'D5B1F0' },
  { attribute: 'CN', value: 'Zoë Durand' },
];
const SERIAL = '4a0b0c0d0e0f10111213141516171819';

interface Hierarchy {
  readonly root: EstablishedIssuer;
  readonly issuing: EstablishedIssuer;
  readonly keys: { readonly root: CompositionKey; readonly issuing: CompositionKey; readonly ocsp: CompositionKey; readonly signer: CompositionKey };
  readonly files: { readonly root: string; readonly issuing: string; readonly signer: string };
  readonly responder: Uint8Array;
}

/** Makes root, issuing authority, responder and one signer, and writes them for OpenSSL. */
async function makeHierarchy(algorithm: KeyAlgorithm): Promise<Hierarchy> {
  const key = (name: string) => throwawayKey(openssl, `${algorithm}-${name}`, algorithm);
  const keys = { root: key('root'), issuing: key('issuing'), ocsp: key('ocsp'), signer: key('signer') };
  const compose = async (content: Omit<CertificateContent, 'serialNumber'>, serialNumber: string, by: CompositionKey) =>
    composer.certificate({ ...content, serialNumber }, by);

  const rootContent = rootProfile(keys.root.publicKey, now);
  const root: EstablishedIssuer = { authority: 'root', name: rootContent.subject, publicKey: keys.root.publicKey, validTo: rootContent.validTo };
  const issuingContent = issuingProfile(root, { publicKey: keys.issuing.publicKey, now, addresses });
  const issuing: EstablishedIssuer = { authority: 'issuing', name: issuingContent.subject, publicKey: keys.issuing.publicKey, validTo: issuingContent.validTo };
  const signerContent = signerProfile(
    issuing,
    { publicKey: keys.signer.publicKey, now, addresses },
    { subject, policies: ['1.3.6.1.4.1.99999.1.1'], lifetimeSeconds: 365 * 86_400 },
  );

  const rootCertificate = await compose(rootContent, '41', keys.root);
  const files = {
    root: openssl.file(`${algorithm}-root.pem`, rootCertificate, 'CERTIFICATE'),
    issuing: openssl.file(`${algorithm}-issuing.pem`, await compose(issuingContent, '42', keys.root), 'CERTIFICATE'),
    signer: openssl.file(`${algorithm}-signer.pem`, await compose(signerContent, SERIAL, keys.issuing), 'CERTIFICATE'),
  };
  const responder = await compose(responderProfile(issuing, { publicKey: keys.ocsp.publicKey, now, addresses }), '43', keys.issuing);
  return { root, issuing, keys, files, responder };
}

async function makeCrls(made: Hierarchy, revocations: readonly Revocation[], nextUpdate = new Date(now.getTime() + 24 * HOUR)): Promise<string> {
  const list = (issuer: EstablishedIssuer, key: CompositionKey, entries: readonly Revocation[]) =>
    composer.revocationList(
      { issuer, number: 7, thisUpdate: new Date(now.getTime() - 2 * HOUR), nextUpdate, keepsExpiredSince: now, revocations: entries },
      key,
    );
  const root = await list(made.root, made.keys.root, []);
  const issuing = await list(made.issuing, made.keys.issuing, revocations);
  const pems = [root, issuing].map((crl, index) => {
    const path = openssl.file(`crl-${index}.der`, crl);
    return openssl.must('crl', '-inform', 'DER', '-in', path);
  });
  return openssl.file('crls.pem', pems.join(''));
}

const verify = (made: Hierarchy, crls: string) =>
  openssl.run(
    'verify',
    '-x509_strict',
    '-policy_check',
    '-CAfile',
    made.files.root,
    '-untrusted',
    made.files.issuing,
    '-crl_check_all',
    '-CRLfile',
    crls,
    made.files.signer,
  );

afterAll(() => openssl.remove());

describe.each<KeyAlgorithm>(['p256', 'p384', 'p521', 'rsa2048', 'rsa3072'])('what is composed under %s, judged by OpenSSL', (algorithm) => {
  let made: Hierarchy;
  beforeAll(async () => {
    made = await makeHierarchy(algorithm);
  });

  it('verifies a signer’s certificate along the chain, strictly, with a revocation list for each authority', async () => {
    const said = verify(made, await makeCrls(made, []));
    expect(said).toEqual({ ok: true, text: expect.stringContaining(': OK') });
  });

  it('no longer verifies it once its serial number is on the list', async () => {
    const said = verify(made, await makeCrls(made, [{ serialNumber: SERIAL, revokedAt: now, reason: 'keyCompromise' }]));
    expect(said).toEqual({ ok: false, text: expect.stringContaining('certificate revoked') });
  });

  it('no longer verifies it under a list that is out of date', async () => {
    const said = verify(made, await makeCrls(made, [], new Date(now.getTime() - HOUR)));
    expect(said).toEqual({ ok: false, text: expect.stringContaining('CRL has expired') });
  });

  it('does not verify it without its issuer’s list', async () => {
    const said = verify(made, openssl.file('none.pem', await crlOfRootOnly(made)));
    expect(said).toEqual({ ok: false, text: expect.stringContaining('unable to get certificate CRL') });
  });

  it('says what EN 319 412-2 asks of a natural person’s certificate, and claims nothing qualified', () => {
    const text = openssl.must('x509', '-in', made.files.signer, '-noout', '-text', '-nameopt', 'RFC2253,-esc_msb,utf8');
    expect(text).toContain('X509v3 Key Usage: critical\n                Non Repudiation\n');
    expect(text).toContain('Policy: 1.3.6.1.4.1.99999.1.1');
    expect(text).toContain('CA Issuers - URI:http://ca.localhost:1234/ca/issuing.cer');
    expect(text).toContain('OCSP - URI:http://ca.localhost:1234/ocsp/issuing');
    expect(text).toContain('URI:http://ca.localhost:1234/crl/issuing.crl');
    expect(text).toContain('X509v3 Authority Key Identifier');
    expect(text).toContain('X509v3 Subject Key Identifier');
    expect(text).toContain('4a:0b:0c:0d:0e:0f:10:11:12:13:14:15:16:17:18:19');
    expect(text).toContain('Subject: CN=Zoë Durand,serialNumber=D5B1F0,GN=Zoë,SN=Durand\\, née Ørsted,C=FR');
    expect(text).not.toMatch(/qcStatements|1\.3\.6\.1\.5\.5\.7\.1\.3|Basic Constraints|Extended Key Usage/);
  });

  it('limits both authorities to their place', () => {
    const root = openssl.must('x509', '-in', made.files.root, '-noout', '-text');
    const issuing = openssl.must('x509', '-in', made.files.issuing, '-noout', '-text');
    expect(root).toContain('CA:TRUE, pathlen:1');
    expect(issuing).toContain('CA:TRUE, pathlen:0');
    expect(issuing).toContain('Certificate Sign, CRL Sign');
    expect(issuing).toContain('URI:http://ca.localhost:1234/crl/root.crl');
  });

  it('proves possession of the key in the certification request', async () => {
    const csr = await composer.certificationRequest({ subject, publicKey: made.keys.signer.publicKey }, made.keys.signer);
    const path = openssl.file('request.der', csr);
    const said = openssl.run('req', '-verify', '-inform', 'DER', '-in', path, '-noout', '-subject', '-nameopt', 'RFC2253,-esc_msb,utf8');
    expect(said).toEqual({ ok: true, text: expect.stringMatching(/CN=Zoë Durand[\s\S]*verify OK/) });
  });

  it('makes a request that is refused when another key signed it', async () => {
    const stolen: CompositionKey = { ...made.keys.signer, sign: (bytes) => made.keys.ocsp.sign(bytes) };
    await expect(composer.certificationRequest({ subject, publicKey: made.keys.signer.publicKey }, stolen)).rejects.toMatchObject({ code: 'hsm.refused' });
  });

  it.each(['sha1', 'sha256'])('answers OCSP clients that name certificates by %s', async (digest) => {
    const said = await askOcsp(made, { kind: 'good' }, digest);
    expect(said).toEqual({ ok: true, text: expect.stringMatching(/: good[\s\S]*Response verify OK/) });
  });

  it('answers that a certificate is revoked, since when and why', async () => {
    const said = await askOcsp(made, { kind: 'revoked', revocation: { serialNumber: SERIAL, revokedAt: now, reason: 'superseded' } }, 'sha1');
    expect(said.text).not.toMatch(/\d\.\d+ 20\d\d GMT/);
    expect(said.text).toMatch(/: revoked[\s\S]*Reason: superseded[\s\S]*Response verify OK/);
  });

  it('answers that a certificate is unknown', async () => {
    const said = await askOcsp(made, { kind: 'unknown' }, 'sha1');
    expect(said.text).toMatch(/: unknown[\s\S]*Response verify OK/);
  });

  it('is not believed when the responder’s certificate is not the authority’s', async () => {
    const impostor = await composer.certificate(
      { ...responderProfile(made.root, { publicKey: made.keys.ocsp.publicKey, now, addresses }), serialNumber: '44' },
      made.keys.root,
    );
    const said = await askOcsp({ ...made, responder: impostor }, { kind: 'good' }, 'sha1');
    expect(said.text).toMatch(/Response Verify Failure/);
  });

  it('reads back what it wrote', async () => {
    const certificate = await composer.certificate({ ...signerOf(made), serialNumber: SERIAL }, made.keys.issuing);
    expect(reader.read(certificate)).toMatchObject({
      serialNumber: SERIAL,
      subject: 'CN=Zoë Durand,serialNumber=D5B1F0,givenName=Zoë,SN=Durand\\, née Ørsted,C=FR',
      publicKey: made.keys.signer.publicKey,
      keyUsage: { usages: ['nonRepudiation'], critical: true },
      isAuthority: false,
      policies: ['1.3.6.1.4.1.99999.1.1'],
      hasUnknownCritical: false,
    });
    expect(reader.isSignedBy(certificate, made.issuing.publicKey)).toBe(true);
    expect(reader.isSignedBy(certificate, made.root.publicKey)).toBe(false);
  });

  it('reads nothing from a certificate with bytes behind it, or with one bit changed in its signature', async () => {
    const certificate = await composer.certificate({ ...signerOf(made), serialNumber: SERIAL }, made.keys.issuing);
    expect(reader.read(Buffer.concat([certificate, Buffer.of(0)]))).toBeUndefined();
    expect(reader.read(new Uint8Array())).toBeUndefined();
    const changed = Uint8Array.from(certificate);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    expect(reader.isSignedBy(changed, made.issuing.publicKey)).toBe(false);
  });
});

function signerOf(made: Hierarchy) {
  return signerProfile(
    made.issuing,
    { publicKey: made.keys.signer.publicKey, now, addresses },
    { subject, policies: ['1.3.6.1.4.1.99999.1.1'], lifetimeSeconds: 365 * 86_400 },
  );
}

async function crlOfRootOnly(made: Hierarchy): Promise<string> {
  const crl = await composer.revocationList(
    { issuer: made.root, number: 1, thisUpdate: now, nextUpdate: new Date(now.getTime() + HOUR), keepsExpiredSince: now, revocations: [] },
    made.keys.root,
  );
  return openssl.must('crl', '-inform', 'DER', '-in', openssl.file('root.crl', crl));
}

async function askOcsp(made: Hierarchy, status: Parameters<Asn1X509Composer['statusAnswer']>[0]['status'], digest: string) {
  const request = openssl.path('ocsp-request.der');
  openssl.must('ocsp', '-issuer', made.files.issuing, `-${digest}`, '-cert', made.files.signer, '-no_nonce', '-reqout', request);
  const times = { thisUpdate: now, nextUpdate: new Date(now.getTime() + HOUR), archiveCutOff: now };
  const answer = await composer.statusAnswer({ issuer: made.issuing, serialNumber: SERIAL, status, ...times, responder: made.responder }, made.keys.ocsp);
  const response = openssl.file('ocsp-response.der', answer);
  return openssl.run(
    'ocsp',
    '-respin',
    response,
    '-issuer',
    made.files.issuing,
    `-${digest}`,
    '-cert',
    made.files.signer,
    '-no_nonce',
    '-CAfile',
    made.files.root,
    '-verify_other',
    made.files.issuing,
  );
}
