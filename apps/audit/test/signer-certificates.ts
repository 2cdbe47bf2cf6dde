import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { webcrypto, X509Certificate } from 'node:crypto';

// The library asks for a provider of WebCrypto; its types are of the browser's.
x509.cryptoProvider.set(webcrypto as never);

const EC = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const signingAlgorithm = { name: 'ECDSA', hash: 'SHA-256' } as const;
/** Around the time in which the stories of these tests take place, whatever the clock of this machine says. */
const validity = { notBefore: new Date('2027-01-01T00:00:00.000Z'), notAfter: new Date('2029-01-01T00:00:00.000Z') };

/** A root, and as many certificates of one signer's key as a test renews. */
export class SignerCertificates {
  private constructor(
    private readonly issuer: webcrypto.CryptoKeyPair,
    private readonly signer: webcrypto.CryptoKeyPair,
    readonly root: X509Certificate,
  ) {}

  static async create(): Promise<SignerCertificates> {
    const [issuer, signer] = [await newKeys(), await newKeys()];
    const name = 'CN=Root of the test';
    const extensions = [new x509.BasicConstraintsExtension(true, undefined, true), new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true)];
    const root = await x509.X509CertificateGenerator.createSelfSigned({ ...validity, serialNumber: '01', name, keys: issuer, signingAlgorithm, extensions });
    return new SignerCertificates(issuer, signer, new X509Certificate(new Uint8Array(root.rawData)));
  }

  /** The next certificate for the same key and name. */
  async next(serialNumber: string): Promise<X509Certificate> {
    const made = await x509.X509CertificateGenerator.create({
      ...validity,
      serialNumber,
      subject: 'CN=Carol',
      issuer: 'CN=Root of the test',
      publicKey: this.signer.publicKey,
      signingKey: this.issuer.privateKey,
      signingAlgorithm,
      extensions: [new x509.KeyUsagesExtension(x509.KeyUsageFlags.nonRepudiation, true)],
    });
    return new X509Certificate(new Uint8Array(made.rawData));
  }
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return await webcrypto.subtle.generateKey(EC, true, ['sign', 'verify']);
}
