import { execFileSync } from 'node:child_process';
import { createPrivateKey, sign, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrustAnchors } from '../verify.ts';

const config = `
[ca]
default_ca = issuing
[root]
database = root.txt
crlnumber = root.number
default_md = sha256
default_crl_days = 2
[issuing]
database = issuing.txt
crlnumber = issuing.number
default_md = sha256
default_crl_days = 2
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = critical, CA:FALSE
keyUsage = critical, nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
authorityInfoAccess = caIssuers;URI:http://ca.localhost:1/issuing.cer
crlDistributionPoints = URI:http://ca.localhost:1/issuing.crl
[req]
distinguished_name = name
[name]
`;

/** A root, an issuing authority and one signer, made by OpenSSL in a folder that `remove` deletes. */
export class OpensslAuthority {
  readonly folder = mkdtempSync(join(tmpdir(), 'authority-'));

  constructor(key: readonly string[] = ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256']) {
    const began = Date.now().toString(36);
    writeFileSync(this.path('openssl.cnf'), config);
    for (const name of ['root', 'issuing']) {
      writeFileSync(this.path(`${name}.txt`), '');
      writeFileSync(this.path(`${name}.number`), '01\n');
    }
    const ec = ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
    this.#certify('root', { subject: `/CN=Test Root ${began}`, key: ec, extensions: 'authority' });
    this.#certify('issuing', { subject: `/CN=Test Issuing CA ${began}`, key: ec, extensions: 'authority', issuer: 'root' });
    this.#certify('leaf', { subject: '/CN=Alice Test/C=FR', key, extensions: 'leaf', issuer: 'issuing' });
  }

  get signingCertificate(): Uint8Array {
    return new X509Certificate(readFileSync(this.path('leaf.pem'))).raw;
  }

  get chain(): Uint8Array[] {
    return ['issuing', 'root'].map((name) => new X509Certificate(readFileSync(this.path(`${name}.pem`))).raw);
  }

  /** Trust in this root, with revocation lists made now. */
  get trust(): TrustAnchors {
    const lists = ['root', 'issuing'].map((name) => {
      this.#openssl('ca', '-config', 'openssl.cnf', '-name', name, '-gencrl', '-keyfile', `${name}.key`, '-cert', `${name}.pem`, '-out', `${name}.crl`);
      return readFileSync(this.path(`${name}.crl`), 'utf8');
    });
    const [rootPem = '', issuingPem = ''] = ['root', 'issuing'].map((name) => readFileSync(this.path(`${name}.pem`), 'utf8'));
    return { rootPem, issuingPem, crlPem: lists.join('') };
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  sign(digest: string, data: Uint8Array): Uint8Array {
    return sign(digest, data, createPrivateKey(readFileSync(this.path('leaf.key'))));
  }

  revokeSigner(): void {
    this.#openssl('ca', '-config', 'openssl.cnf', '-name', 'issuing', '-keyfile', 'issuing.key', '-cert', 'issuing.pem', '-revoke', 'leaf.pem');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  #certify(name: string, by: { subject: string; key: readonly string[]; extensions: string; issuer?: string }): void {
    const key = ['-newkey', ...by.key, '-nodes', '-keyout', `${name}.key`, '-subj', by.subject];
    const how = ['-config', 'openssl.cnf', '-extensions', by.extensions, '-days', '2', '-out', `${name}.pem`];
    const issuer = by.issuer === undefined ? [] : ['-CA', `${by.issuer}.pem`, '-CAkey', `${by.issuer}.key`];
    this.#openssl('req', '-x509', ...key, ...how, ...issuer);
  }

  #openssl(...args: string[]): void {
    execFileSync('openssl', args, { cwd: this.folder, stdio: 'pipe' });
  }
}
