import { type ServiceError } from '@paraph/contracts';
import { X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type OpenSsl } from '@paraph/testing';
import { type CertificationOrder, type IssuedCertificate } from '../src/domain/certificate-authority.js';
import { type AuthorityName, type PreparedAnswer, type RevocationList, type StatusAnswer, type StatusSubject } from '../src/domain/publication-sources.js';
import { withNonce } from './ocsp-nonce.js';

const HOUR = 3_600_000;

/** Root, issuing authority and OCSP responder by OpenSSL's own commands: what the connector publishes in its tests. */
export class OpenSslAuthority {
  /** How often an answer was composed. */
  answers = 0;
  /** When a certificate was revoked last. */
  revokedLastAt: Date | undefined;
  /** While set, every question is refused with it. */
  outage: ServiceError | undefined;

  constructor(private readonly openssl: OpenSsl) {
    for (const name of ['root', 'issuing'] as const) openssl.file(`${name}.cnf`, configuration(openssl, name));
    for (const name of ['root', 'issuing'] as const) this.prepare(name);
    this.certify('ocsp', 'issuing', 'ocsp');
  }

  async enrol({ credentialId, csr }: Pick<CertificationOrder, 'credentialId' | 'csr'>): Promise<IssuedCertificate> {
    if (this.outage) throw this.outage;
    const request = this.openssl.file(`${credentialId}.csr`, csr);
    const file = this.openssl.path(`${credentialId}.pem`);
    this.openssl.must('ca', '-batch', '-notext', '-config', this.path('issuing.cnf'), '-extensions', 'signer', '-in', request, '-inform', 'DER', '-out', file);
    return { certificate: this.der(file), chain: [this.der(this.path('issuing.pem')), this.der(this.path('root.pem'))] };
  }

  async certificates(): Promise<Readonly<Record<AuthorityName, Uint8Array>>> {
    if (this.outage) throw this.outage;
    return { root: this.der(this.path('root.pem')), issuing: this.der(this.path('issuing.pem')) };
  }

  async composeList(authority: AuthorityName): Promise<RevocationList> {
    if (this.outage) throw this.outage;
    const number = Number.parseInt(readFileSync(this.path(`${authority}.crlnumber`), 'utf8'), 16);
    const [pem, der] = [this.path('list.pem'), this.path('list.der')];
    this.openssl.must('ca', '-gencrl', '-config', this.path(`${authority}.cnf`), '-crldays', '1', '-out', pem);
    this.openssl.must('crl', '-in', pem, '-outform', 'DER', '-out', der);
    const thisUpdate = new Date();
    return { authority, number, crl: new Uint8Array(readFileSync(der)), thisUpdate, nextUpdate: new Date(thisUpdate.getTime() + 24 * HOUR) };
  }

  async composeAnswer({ authority, serialNumber, nonce }: StatusSubject): Promise<StatusAnswer> {
    if (this.outage) throw this.outage;
    this.answers += 1;
    const [request, response] = [this.path('stub-request.der'), this.path('stub-response.der')];
    const issuer = this.path(`${authority}.pem`);
    this.openssl.must('ocsp', '-issuer', issuer, '-serial', `0x${serialNumber}`, '-no_nonce', '-reqout', request);
    if (nonce) writeFileSync(request, withNonce(readFileSync(request), nonce));
    const signer = ['-rsigner', this.path('ocsp.pem'), '-rkey', this.path('ocsp.key')];
    this.openssl.must('ocsp', '-index', this.path(`${authority}.index`), '-CA', issuer, ...signer, '-reqin', request, '-respout', response, '-nmin', '60');
    const now = new Date();
    return { response: new Uint8Array(readFileSync(response)), thisUpdate: now, nextUpdate: new Date(now.getTime() + HOUR) };
  }

  /** Answers about certificates of its index that are still valid, in the order of their serial numbers. */
  async composeAnswers(authority: AuthorityName, after: string | undefined, limit: number): Promise<readonly PreparedAnswer[]> {
    const lines = readFileSync(this.path(`${authority}.index`), 'utf8').split('\n');
    const serials = lines.map((line) => line.split('\t')[3]?.toLowerCase() ?? '').filter((one) => one !== '' && one > (after ?? ''));
    const chosen = serials.sort().slice(0, limit);
    return Promise.all(chosen.map(async (serialNumber) => ({ serialNumber, ...(await this.composeAnswer({ authority, serialNumber })) })));
  }

  /** Revokes a certificate; lists and answers made from now on say so. */
  revoke(certificate: Uint8Array): void {
    this.openssl.must('ca', '-config', this.path('issuing.cnf'), '-revoke', this.openssl.file('revoked.pem', certificate, 'CERTIFICATE'));
    this.revokedLastAt = new Date();
  }

  private prepare(name: AuthorityName): void {
    this.openssl.file(`${name}.index`, '');
    this.openssl.file(`${name}.index.attr`, 'unique_subject = no\n');
    this.openssl.file(`${name}.serial`, '1000\n');
    this.openssl.file(`${name}.crlnumber`, '01\n');
    mkdirSync(this.path(`${name}.certs`));
    this.certify(name, 'root', 'authority');
  }

  private certify(name: string, issuer: AuthorityName, extensions: string): void {
    const [key, request] = [this.path(`${name}.key`), this.path(`${name}.csr`)];
    this.openssl.must(
      'req',
      '-new',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-keyout',
      key,
      '-out',
      request,
      '-subj',
      `/O=Test/CN=Test ${name}`,
    );
    const selfSigned = name === issuer ? ['-selfsign'] : [];
    const out = ['-in', request, '-out', this.path(`${name}.pem`)];
    this.openssl.must('ca', '-batch', '-notext', ...selfSigned, '-days', '3650', '-config', this.path(`${issuer}.cnf`), '-extensions', extensions, ...out);
  }

  private der(pem: string): Uint8Array {
    return new Uint8Array(new X509Certificate(readFileSync(pem)).raw);
  }

  private path(name: string): string {
    return this.openssl.path(name);
  }
}

function configuration(openssl: OpenSsl, name: AuthorityName): string {
  const path = (suffix: string) => openssl.path(`${name}.${suffix}`);
  return `[ca]
default_ca=here
[here]
database=${path('index')}
new_certs_dir=${path('certs')}
serial=${path('serial')}
crlnumber=${path('crlnumber')}
certificate=${path('pem')}
private_key=${path('key')}
default_md=sha256
default_days=365
policy=any
crl_extensions=list
[any]
organizationName=optional
commonName=supplied
[list]
authorityKeyIdentifier=keyid
[authority]
basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash
[signer]
keyUsage=critical,nonRepudiation
authorityKeyIdentifier=keyid
[ocsp]
keyUsage=critical,digitalSignature
extendedKeyUsage=OCSPSigning
noCheck=ignored
`;
}
