import type { OpenSsl } from '@paraph/testing';
import { X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';

/** Kinds of lists, by what they say of themselves. */
export type ListKind = 'whole' | 'named' | 'holders' | 'authorities' | 'reasons' | 'indirect' | 'delta' | 'odd' | 'bare';
export type Key = 'ec' | 'rsa' | 'rsa-pss' | 'ed25519';

/** How a list is made. */
export interface ListOrder {
  readonly kind?: ListKind;
  /** Days from now: when it was made, and until when it holds. */
  readonly from?: number;
  readonly until?: number;
}

const keys: Readonly<Record<Key, readonly string[]>> = {
  ec: ['EC', '-pkeyopt', 'ec_paramgen_curve:P-384'],
  rsa: ['RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
  'rsa-pss': ['RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
  ed25519: ['ED25519'],
};

/** An authority run by OpenSSL's own commands, with lists and a responder. Two of them may bear the same name: only their keys differ. */
export class StatusCa {
  /** Index of the certificate that was issued last. */
  private count = 0;

  constructor(
    private readonly openssl: OpenSsl,
    private readonly folder: string,
    private readonly key: Key = 'ec',
  ) {
    mkdirSync(this.path('certs'), { recursive: true });
    for (const [file, text] of [
      ['index', ''],
      ['index.attr', 'unique_subject = no\n'],
      ['serial', '80AB01\n'],
      ['crlnumber', '01\n'],
      ['ca.cnf', configuration(this.path(''), true)],
      ['bare.cnf', configuration(this.path(''), false)],
    ] as const)
      openssl.file(`${folder}/${file}`, text);
    const extensions = ['-addext', 'keyUsage=critical,keyCertSign,cRLSign'];
    const files = ['-keyout', this.path('ca.key'), '-out', this.path('ca.pem')];
    openssl.must('genpkey', '-algorithm', ...keys[key], '-out', this.path('ca.key'));
    openssl.must('req', '-x509', '-key', this.path('ca.key'), '-days', '3650', '-subj', '/O=Test/CN=Status CA', ...extensions, ...files.slice(2));
  }

  get certificate(): Uint8Array {
    return der(this.path('ca.pem'));
  }

  /** A holder's certificate, DER, or one for another purpose. */
  issue(extensions: 'signer' | 'responder' | 'nobody' = 'signer', days = 30): Uint8Array {
    const name = `leaf-${(this.count += 1)}`;
    const request = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', this.path(`${name}.key`), '-out', this.path(`${name}.csr`)];
    this.openssl.must('req', '-new', ...request, '-subj', `/CN=${name}`);
    const out = ['-in', this.path(`${name}.csr`), '-out', this.path(`${name}.pem`)];
    this.ca('-batch', '-notext', '-days', String(days), '-extensions', extensions, ...out);
    return der(this.path(`${name}.pem`));
  }

  revoke(certificate: Uint8Array, reason = 'keyCompromise'): void {
    this.ca('-revoke', this.openssl.file(`${this.folder}/revoked.pem`, certificate, 'CERTIFICATE'), '-crl_reason', reason);
  }

  /** So many others are revoked. */
  crowd(count: number): void {
    const entry = (_: unknown, at: number): string =>
      `R\t400101000000Z\t260101000000Z,superseded\t${(0x40000000 + at).toString(16).toUpperCase()}AB12CD34\tunknown\t/CN=x\n`;
    this.openssl.file(`${this.folder}/index`, Array.from({ length: count }, entry).join(''));
  }

  /** Takes a hold back. */
  release(certificate: Uint8Array): void {
    const serial = new X509Certificate(certificate).serialNumber;
    const lines = readFileSync(this.path('index'), 'utf8').split('\n');
    const released = lines.map((line) => (line.split('\t')[3] === serial ? line.replace(/^R\t([^\t]+)\t[^\t]+/, 'V\t$1\t') : line));
    this.openssl.file(`${this.folder}/index`, released.join('\n'));
  }

  /** Forgets what it has issued. */
  forget(): void {
    this.openssl.file(`${this.folder}/index`, '');
  }

  /** Its list as of now, DER. */
  list({ kind = 'whole', from = 0, until = 1 }: ListOrder = {}): Uint8Array {
    const times = ['-crl_lastupdate', stamp(from), '-crl_nextupdate', stamp(until)];
    const config = kind === 'bare' ? 'bare.cnf' : 'ca.cnf';
    const signature = this.key === 'rsa-pss' ? ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:32'] : [];
    this.openssl.must('ca', '-gencrl', '-config', this.path(config), '-crlexts', kind, ...times, ...signature, ...this.digest(), '-out', this.path('crl.pem'));
    this.openssl.must('crl', '-in', this.path('crl.pem'), '-outform', 'DER', '-out', this.path('crl.der'));
    return new Uint8Array(readFileSync(this.path('crl.der')));
  }

  /** Its responder's answer to a question, signed by itself or by the certificate that was issued last. DER. */
  answer(question: Uint8Array, by: 'itself' | 'last' | 'itself, by key' = 'itself'): Uint8Array {
    const request = this.openssl.file(`${this.folder}/question.der`, question);
    const signer = by === 'last' ? `leaf-${this.count}` : 'ca';
    const files = ['-index', this.path('index'), '-CA', this.path('ca.pem'), '-rsigner', this.path(`${signer}.pem`), '-rkey', this.path(`${signer}.key`)];
    const named = by === 'itself, by key' ? ['-resp_key_id'] : [];
    this.openssl.must('ocsp', ...files, ...named, '-reqin', request, '-respout', this.path('answer.der'), '-nmin', '60');
    return new Uint8Array(readFileSync(this.path('answer.der')));
  }

  private ca(...args: readonly string[]): void {
    this.openssl.must('ca', '-config', this.path('ca.cnf'), ...this.digest(), ...args);
  }

  private digest(): readonly string[] {
    return this.key === 'ed25519' ? ['-md', 'null'] : ['-md', 'sha256'];
  }

  private path(name: string): string {
    return this.openssl.path(`${this.folder}/${name}`);
  }
}

function der(pem: string): Uint8Array {
  return new Uint8Array(new X509Certificate(readFileSync(pem)).raw);
}

function stamp(days: number): string {
  return `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
}

function configuration(folder: string, isNumbered: boolean): string {
  return `[ca]
default_ca=here
[here]
database=${folder}index
new_certs_dir=${folder}certs
serial=${folder}serial
${isNumbered ? `crlnumber=${folder}crlnumber` : ''}
certificate=${folder}ca.pem
private_key=${folder}ca.key
default_md=sha256
policy=any
[any]
commonName=supplied
[signer]
keyUsage=critical,nonRepudiation
authorityKeyIdentifier=keyid
[responder]
keyUsage=critical,digitalSignature
extendedKeyUsage=OCSPSigning
[nobody]
keyUsage=critical,digitalSignature
[whole]
authorityKeyIdentifier=keyid
[bare]
authorityKeyIdentifier=keyid
[named]
authorityKeyIdentifier=keyid
issuingDistributionPoint=critical,@point
[point]
fullname=URI:http://ca.example/list.crl
[holders]
issuingDistributionPoint=critical,@users
[users]
onlyuser=TRUE
[authorities]
issuingDistributionPoint=critical,@above
[above]
onlyCA=TRUE
[reasons]
issuingDistributionPoint=critical,@some
[some]
onlysomereasons=keyCompromise
[indirect]
issuingDistributionPoint=critical,@others
[others]
indirectCRL=TRUE
[delta]
2.5.29.27=critical,ASN1:INTEGER:1
[odd]
1.2.3.4=critical,ASN1:NULL
`;
}
