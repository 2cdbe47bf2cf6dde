import { webcrypto } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
// @peculiar/x509 resolves its parts through reflect-metadata and leaves it to us to load that first.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

const CURVE = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY = 86_400_000;

/** A CA whose key is kept, so that a server's certificate can be replaced under it: by one that has expired, and by a good one. */
export class KeptAuthority {
  readonly pem: string;
  readonly #certificate: x509.X509Certificate;
  readonly #key: webcrypto.CryptoKey;
  readonly #hosts: readonly string[];

  private constructor(certificate: x509.X509Certificate, key: webcrypto.CryptoKey, hosts: readonly string[]) {
    this.#certificate = certificate;
    this.#key = key;
    this.#hosts = hosts;
    this.pem = certificate.toString('pem');
  }

  static async make(name: string, hosts: readonly string[]): Promise<KeptAuthority> {
    const keys = await webcrypto.subtle.generateKey(CURVE, false, ['sign', 'verify']);
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      name: `CN=${name}`,
      notBefore: new Date(Date.now() - 400 * DAY),
      notAfter: new Date(Date.now() + 400 * DAY),
      keys,
      signingAlgorithm: CURVE,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    return new KeptAuthority(certificate, keys.privateKey, hosts);
  }

  /** Writes the files of a server as the stack expects them: `ca.pem`, `server.key`, `server.pem`. */
  async issue(folder: string, endsAt: number): Promise<void> {
    const keys = await webcrypto.subtle.generateKey(CURVE, true, ['sign', 'verify']);
    const names = ['localhost', ...this.#hosts].map((value) => ({ type: 'dns' as const, value }));
    const certificate = await x509.X509CertificateGenerator.create({
      subject: 'CN=Paraph chaos',
      issuer: this.#certificate.subject,
      notBefore: new Date(Math.min(Date.now(), endsAt) - 30 * DAY),
      notAfter: new Date(endsAt),
      publicKey: keys.publicKey,
      signingKey: this.#key,
      signingAlgorithm: CURVE,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }, ...names]),
        await x509.AuthorityKeyIdentifierExtension.create(this.#certificate),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    const key = x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
    replace(join(folder, 'ca.pem'), this.pem);
    replace(join(folder, 'server.key'), key);
    replace(join(folder, 'server.pem'), certificate.toString('pem'));
  }
}

function replace(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
