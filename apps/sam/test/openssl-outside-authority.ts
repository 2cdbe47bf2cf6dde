import type { OpenSsl } from '@paraph/testing';
import { readFileSync } from 'node:fs';

const configuration = `[ca]
default_ca=outside
[outside]
database=index.txt
new_certs_dir=.
serial=serial
crlnumber=crlnumber
certificate=ca.pem
private_key=ca.key
default_md=sha256
policy=any
default_crl_days=1
crl_extensions=list
unique_subject=no
[any]
[list]
authorityKeyIdentifier=keyid
[authority]
basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash
[signer]
keyUsage=critical,nonRepudiation
certificatePolicies=2.999.1
authorityKeyIdentifier=keyid
crlDistributionPoints=URI:http://outside.example/ca.crl
authorityInfoAccess=caIssuers;URI:http://outside.example/ca.cer
[responder]
keyUsage=critical,digitalSignature
extendedKeyUsage=OCSPSigning
noCheck=ignored
[req]
distinguished_name=nobody
[nobody]
`;

/** A certification authority that OpenSSL runs: it signs requests as they are, and says what it revoked. */
export class OpenSslOutsideAuthority {
  private readonly config: string;
  readonly certificate: string;

  constructor(readonly openssl: OpenSsl) {
    const inside = (line: string) =>
      line.replace(/^(database|serial|crlnumber|certificate|private_key)=/, `$1=${openssl.folder}/`).replace('dir=.', `dir=${openssl.folder}`);
    this.config = openssl.file('outside.cnf', configuration.split('\n').map(inside).join('\n'));
    openssl.file('index.txt', '');
    openssl.file('crlnumber', '01\n');
    this.certificate = this.selfSigned('ca', '/O=Trust Provider/CN=Outside CA', 'authority');
    this.key('responder');
    openssl.must(
      'req',
      '-new',
      '-config',
      this.config,
      '-key',
      openssl.path('responder.key'),
      '-subj',
      '/CN=Outside OCSP',
      '-out',
      openssl.path('responder.csr'),
    );
    this.sign('responder.csr', { serial: '0x77', section: 'responder', to: 'responder.pem' });
  }

  get pem(): string {
    return readFileSync(this.certificate, 'utf8');
  }

  /** Certifies a PKCS#10 for its own subject. Answers the path of the certificate, PEM. */
  certify(csr: Uint8Array, serial: number): string {
    this.openssl.file(`${serial}.csr`, csr, 'CERTIFICATE REQUEST');
    return this.sign(`${serial}.csr`, { serial: String(serial), section: 'signer', to: `${serial}.pem` });
  }

  revoke(certificate: string, reason = 'cessationOfOperation'): void {
    this.openssl.must('ca', '-config', this.config, '-revoke', certificate, '-crl_reason', reason);
  }

  /** DER. */
  list(): Uint8Array {
    const list = this.openssl.path('list.pem');
    this.openssl.must('ca', '-config', this.config, '-gencrl', '-out', list);
    this.openssl.must('crl', '-in', list, '-outform', 'DER', '-out', this.openssl.path('list.der'));
    return this.read('list.der');
  }

  /** An OCSP answer by the appointed responder, DER. */
  answer(certificate: string): Uint8Array {
    const { openssl } = this;
    const signer = ['-CA', this.certificate, '-rsigner', openssl.path('responder.pem'), '-rkey', openssl.path('responder.key')];
    const about = ['-index', openssl.path('index.txt'), '-issuer', this.certificate, '-cert', certificate];
    openssl.must('ocsp', ...about, ...signer, '-ndays', '1', '-respout', openssl.path('answer.der'), '-noverify');
    return this.read('answer.der');
  }

  der(certificate: string): Uint8Array {
    this.openssl.must('x509', '-in', certificate, '-outform', 'DER', '-out', this.openssl.path('one.der'));
    return this.read('one.der');
  }

  /** Makes a key and a certificate that it signed itself. Answers the certificate's path. */
  selfSigned(name: string, subject: string, section: string): string {
    this.key(name);
    const certificate = this.openssl.path(`${name}.pem`);
    const about = ['-subj', subject, '-config', this.config, '-extensions', section, '-days', '30'];
    this.openssl.must('req', '-x509', '-new', '-key', this.openssl.path(`${name}.key`), ...about, '-out', certificate);
    return certificate;
  }

  private key(name: string): void {
    this.openssl.must('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', this.openssl.path(`${name}.key`));
  }

  private sign(request: string, { serial, section, to }: { readonly serial: string; readonly section: string; readonly to: string }): string {
    const certificate = this.openssl.path(to);
    const by = ['-CA', this.certificate, '-CAkey', this.openssl.path('ca.key'), '-set_serial', serial, '-days', '10'];
    this.openssl.must('x509', '-req', '-in', this.openssl.path(request), ...by, '-extfile', this.config, '-extensions', section, '-out', certificate);
    return certificate;
  }

  read(name: string): Uint8Array {
    return new Uint8Array(readFileSync(this.openssl.path(name)));
  }
}
