import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { webcrypto, X509Certificate } from 'node:crypto';

// The library asks for a provider of WebCrypto; its types are of the browser's.
x509.cryptoProvider.set(webcrypto as never);

const EC = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' } as const;
const YEAR = 365 * 24 * 3_600_000;
const HOUR = 3_600_000;

interface Keys {
  readonly publicKey: webcrypto.CryptoKey;
  readonly privateKey: webcrypto.CryptoKey;
}

interface Authority {
  readonly keys: Keys;
  readonly certificate: x509.X509Certificate;
}

/** How a certificate is wrong. The other authority bears the same names: only its keys differ. */
export type Wrong = 'another-key' | 'another-issuer';

/** A root and an issuing authority, their impostors of the same names, and certificates of either, all in memory. */
export class TestPki {
  private constructor(
    private readonly root: Authority,
    private readonly issuing: Authority,
    private readonly impostor: Authority,
  ) {}

  static async create({ authorityLifetimeMs = 10 * YEAR }: { readonly authorityLifetimeMs?: number } = {}): Promise<TestPki> {
    const make = (name: string, issuer?: Authority): Promise<Authority> => authority(name, authorityLifetimeMs, issuer);
    const [root, otherRoot] = [await make('CN=Test Root, O=Test'), await make('CN=Test Root, O=Test')];
    return new TestPki(root, await make('CN=Test Issuing, O=Test', root), await make('CN=Test Issuing, O=Test', otherRoot));
  }

  /** What one pins: issuing authority and root, DER. */
  get issuers(): readonly Uint8Array[] {
    return [der(this.issuing.certificate), der(this.root.certificate)];
  }

  /** The same as PEM text. */
  get pem(): string {
    return this.issuers.map((one) => new X509Certificate(one).toString()).join('');
  }

  /** The private key of the issuing authority, PEM (PKCS#8). */
  issuingKeyPem(): Promise<string> {
    return keyPem(this.issuing.keys);
  }

  /** Certifies the key and the subject of a request, or does so wrongly. DER. */
  async certify(csr: Uint8Array, wrong?: Wrong): Promise<Uint8Array> {
    const request = new x509.Pkcs10CertificateRequest(Uint8Array.from(csr));
    const publicKey = wrong === 'another-key' ? (await newKeys()).publicKey : await request.publicKey.export();
    const { keys, certificate } = wrong === 'another-issuer' ? this.impostor : this.issuing;
    const issued = await x509.X509CertificateGenerator.create({
      ...validity(YEAR),
      serialNumber: serialNumber(),
      subject: request.subject,
      issuer: certificate.subject,
      publicKey: publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: SIGNING,
      extensions: [
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.nonRepudiation, true),
        await x509.AuthorityKeyIdentifierExtension.create(certificate.publicKey),
      ],
    });
    return der(issued);
  }

  /** A server's or a client's certificate and its key for TLS, PEM, by the same root. */
  async tls(name: string): Promise<{ readonly cert: string; readonly key: string; readonly ca: string }> {
    const keys = await newKeys();
    const issued = await x509.X509CertificateGenerator.create({
      ...validity(YEAR),
      serialNumber: serialNumber(),
      subject: `CN=${name}`,
      issuer: this.root.certificate.subject,
      publicKey: keys.publicKey,
      signingKey: this.root.keys.privateKey,
      signingAlgorithm: SIGNING,
      extensions: [
        new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: name }]),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
      ],
    });
    return { cert: new X509Certificate(der(issued)).toString(), key: await keyPem(keys), ca: new X509Certificate(der(this.root.certificate)).toString() };
  }
}

/** A new key's certification request, DER, with SHA-256 and P-256. */
export async function newRequest(subject = 'CN=Ada Byron, G=Ada, SN=Byron, C=FR'): Promise<Uint8Array> {
  const keys = await newKeys();
  const request = await x509.Pkcs10CertificateRequestGenerator.create({ name: subject, keys, signingAlgorithm: SIGNING });
  return new Uint8Array(request.rawData);
}

async function authority(name: string, lifetimeMs: number, issuer?: Authority): Promise<Authority> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.create({
    ...validity(lifetimeMs),
    serialNumber: serialNumber(),
    subject: name,
    issuer: issuer?.certificate.subject ?? name,
    publicKey: keys.publicKey,
    signingKey: (issuer?.keys ?? keys).privateKey,
    signingAlgorithm: SIGNING,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { keys, certificate };
}

async function newKeys(): Promise<Keys> {
  return await webcrypto.subtle.generateKey(EC, true, ['sign', 'verify']);
}

async function keyPem({ privateKey }: Keys): Promise<string> {
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', privateKey)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${(pkcs8.match(/.{1,64}/g) ?? []).join('\n')}\n-----END PRIVATE KEY-----\n`;
}

function validity(lengthMs: number): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - HOUR), notAfter: new Date(now + lengthMs) };
}

/** Positive, whatever its first byte. */
function serialNumber(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16));
  bytes[0] = 0x40 | ((bytes[0] ?? 0) & 0x3f);
  return Buffer.from(bytes).toString('hex');
}

function der(certificate: x509.X509Certificate): Uint8Array {
  return new Uint8Array(certificate.rawData);
}
