import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { OpenSsl, type Said } from '@paraph/testing';
import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { EstAuthority } from '../../src/adapters/est/est-authority.js';
import { estSettings } from '../../src/adapters/est/est.settings.js';
import { AuthorityHttp } from '../../src/adapters/http/authority-http.js';
import { issued } from '../certificate-authority.suite.js';
import { FaultyPeer } from '../faulty-peer.js';
import { EstServer, type EstIssuer } from './est-server.js';

/** What strongSwan's `pki` can do without its optional plugins: RSA, and in TLS 1.2 these. */
const TLS = { maxVersion: 'TLSv1.2', dhparam: 'auto', ciphers: 'DHE-RSA-AES128-SHA256:DHE-RSA-AES256-SHA256' } as const;

/** A root that certifies by itself, RSA, by OpenSSL's own commands. */
class RsaAuthority implements EstIssuer {
  constructor(readonly openssl: OpenSsl) {
    const usage = ['-addext', 'keyUsage=critical,keyCertSign,cRLSign'];
    openssl.must('req', '-x509', ...this.newKey('root'), '-out', this.root, '-days', '30', '-subj', '/O=Test/CN=Test root', ...usage);
  }

  /** Path of its certificate. */
  get root(): string {
    return this.openssl.path('root.pem');
  }

  get issuers(): readonly Uint8Array[] {
    return [raw(this.root)];
  }

  certify(csr: Uint8Array, extensions = 'keyUsage=critical,nonRepudiation,digitalSignature'): Uint8Array {
    const [file, out] = [this.openssl.file('asked.der', csr), this.openssl.path('answered.pem')];
    const by = ['-CA', this.root, '-CAkey', this.openssl.path('root.key'), '-CAcreateserial', '-days', '20'];
    const also = this.openssl.file('extensions', `${extensions}\nauthorityKeyIdentifier=keyid\n`);
    this.openssl.must('x509', '-req', '-inform', 'DER', '-in', file, ...by, '-extfile', also, '-out', out);
    return raw(out);
  }

  /** A key and a certification request for it, DER. */
  request(name: string, subject: string): Uint8Array {
    const out = this.openssl.path(`${name}.csr`);
    this.openssl.must('req', '-new', ...this.newKey(name), '-subj', subject, '-outform', 'DER', '-out', out);
    return new Uint8Array(readFileSync(out));
  }

  private newKey(name: string): readonly string[] {
    return ['-newkey', 'rsa:2048', '-nodes', '-keyout', this.openssl.path(`${name}.key`)];
  }
}

const openssl = new OpenSsl();
let authority: RsaAuthority;
let server: EstServer;
let peer: FaultyPeer;

beforeAll(async () => {
  authority = new RsaAuthority(openssl);
  server = new EstServer(authority, 'registration:correct horse');
  const names = 'subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth';
  const cert = new X509Certificate(authority.certify(authority.request('tls', '/CN=localhost'), names)).toString();
  const key = readFileSync(openssl.path('tls.key'), 'utf8');
  peer = await FaultyPeer.start(server.backend, { ...TLS, cert, key, ca: readFileSync(authority.root), requestCert: true, rejectUnauthorized: false });
});

afterAll(async () => {
  await peer.stop();
  openssl.remove();
});

/** strongSwan's client, while this process goes on to serve it. */
function pki(...args: readonly string[]): Promise<Said> {
  const options = { encoding: 'utf8', env: { PATH: process.env['PATH'], LC_ALL: 'C' }, timeout: 20_000 } as const;
  const all = [...args, '--url', peer.origin, '--cacert', authority.root];
  return new Promise((done) => execFile('pki', all, options, (error, stdout, stderr) => done({ ok: !error, text: `${stdout}${stderr}` })));
}

const enrol = (name: string, ...more: readonly string[]): Promise<Said> => pki('--est', '--in', openssl.path(`${name}.csr`), '--outform', 'pem', ...more);

/** The certificate that `pki` wrote, among what it says. */
function certificateIn({ text }: Said): X509Certificate {
  return new X509Certificate(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(text)?.[0] ?? text);
}

/** The package is Debian's; there is none for other systems (tools/bootstrap/requirements.mjs). */
const where = process.platform === 'linux' ? describe : describe.skip;

where('the EST server of these tests, to the client of strongSwan', () => {
  it('names its authorities', async () => {
    const said = await pki('--estca', '--caout', openssl.path('fetched'));
    expect(said).toMatchObject({ ok: true });
    expect(existsSync(openssl.path('fetched.der'))).toBe(true);
    expect(new X509Certificate(readFileSync(openssl.path('fetched.der'))).raw).toEqual(Buffer.from(raw(authority.root)));
  });

  it('certifies for a password, and not for another', async () => {
    authority.request('ada', '/CN=Ada Byron');
    expect(await enrol('ada', '--userpass', 'registration:battery staple')).toMatchObject({ ok: false });
    const certificate = certificateIn(await enrol('ada', '--userpass', 'registration:correct horse'));
    expect(certificate.subject).toBe('CN=Ada Byron');
    expect(openssl.run('verify', '-CAfile', authority.root, openssl.file('ada.pem', certificate.toString()))).toMatchObject({ ok: true });
  });

  it('renews for the certificate that was issued before', async () => {
    authority.request('ada-again', '/CN=Ada Byron');
    const said = await enrol('ada-again', '--cert', openssl.path('ada.pem'), '--key', openssl.path('ada.key'));
    expect(certificateIn(said).subject).toBe('CN=Ada Byron');
    expect(server.asked.at(-1)).toEqual({ operation: 'simplereenroll', label: undefined, by: 'certificate' });
  });

  it('has it waiting until somebody has agreed', async () => {
    server.holdBack(authority.request('grace', '/CN=Grace Hopper'), 1);
    const said = await enrol('grace', '--userpass', 'registration:correct horse', '--interval', '1', '--maxpolltime', '10');
    expect(certificateIn(said).subject).toBe('CN=Grace Hopper');
  });

  it('serves our driver as it serves that client', async () => {
    const password = openssl.file('password', 'correct horse');
    const connection = { url: peer.origin, anchors: [authority.root], login: { user: 'registration', password } };
    const settings = estSettings.parse({ connection });
    const sam = { call: () => Promise.reject(new Error('EST does not ask the SAM')) };
    const driver = new EstAuthority(settings, { http: new AuthorityHttp(settings.connection), sam, profile: () => undefined, issuers: authority.issuers });
    const csr = authority.request('emmy', '/CN=Emmy Noether');
    const { certificate, chain } = await issued(driver, { requestId: newId('req'), credentialId: newId('cred'), policyId: 'qualified', csr });
    expect(new X509Certificate(certificate).subject).toBe('CN=Emmy Noether');
    expect(chain).toEqual(authority.issuers);
  });
});

function raw(pem: string): Uint8Array {
  return new Uint8Array(new X509Certificate(readFileSync(pem)).raw);
}
