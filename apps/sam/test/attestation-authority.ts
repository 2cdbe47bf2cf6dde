import 'reflect-metadata';
import {
  BasicConstraintsExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509CertificateGenerator,
  type X509Certificate as PeculiarCertificate,
} from '@peculiar/x509';
import type { Attestation } from '@paraph/testing';
import { KeyObject, webcrypto, X509Certificate } from 'node:crypto';

const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** The extension in which a maker's certificate names the model. */
const MODEL_EXTENSION = '1.3.6.1.4.1.45724.1.1.4';

/** What a certificate of a test says otherwise than a good one. */
export interface CertificateChange {
  readonly subject?: string;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly isAuthority?: boolean;
  /** Model in the extension; `null` leaves it out. */
  readonly model?: string | null;
}

/** A maker of authenticators, whose root vouches for the models it makes. */
export class AttestationAuthority {
  private constructor(
    private readonly certificate: PeculiarCertificate,
    private readonly keys: webcrypto.CryptoKeyPair,
  ) {}

  static async make(name: string, change: CertificateChange = {}): Promise<AttestationAuthority> {
    const keys = await generate();
    const certificate = await issue(
      { subject: `CN=${name}`, isAuthority: true, ...change, model: null },
      { subjectKey: keys.publicKey, signingKey: keys.privateKey, issuer: `CN=${name}` },
    );
    return new AttestationAuthority(certificate, keys);
  }

  /** The root as the SAM is configured with it. */
  get root(): X509Certificate {
    return new X509Certificate(Buffer.from(this.certificate.rawData));
  }

  /** An authority below this one. */
  async below(name: string, change: CertificateChange = {}): Promise<{ readonly authority: AttestationAuthority; readonly der: Uint8Array }> {
    const keys = await generate();
    const certificate = await this.issue({ subject: `CN=${name}`, isAuthority: true, ...change, model: null }, keys.publicKey);
    return { authority: new AttestationAuthority(certificate, keys), der: new Uint8Array(certificate.rawData) };
  }

  /** What an authenticator of this model attests with; `behind` are the certificates between it and the root. */
  async attest(model: string, change: CertificateChange = {}, behind: readonly Uint8Array[] = []): Promise<Exclude<Attestation, string>> {
    const keys = await generate();
    const certificate = await this.issue({ subject: 'C=FR, O=Maker, OU=Authenticator Attestation, CN=Model', model, ...change }, keys.publicKey);
    return { chain: [new Uint8Array(certificate.rawData), ...behind], key: KeyObject.from(keys.privateKey) };
  }

  private issue(change: CertificateChange, subjectKey: webcrypto.CryptoKey): Promise<PeculiarCertificate> {
    return issue(change, { subjectKey, signingKey: this.keys.privateKey, issuer: this.certificate.subject });
  }
}

interface Issuing {
  readonly subjectKey: webcrypto.CryptoKey;
  readonly signingKey: webcrypto.CryptoKey;
  readonly issuer: string;
}

let serial = 1;

function issue(
  { subject = 'CN=X', notBefore, notAfter, isAuthority = false, model }: CertificateChange,
  { subjectKey, signingKey, issuer }: Issuing,
): Promise<PeculiarCertificate> {
  const extensions: Extension[] = [new BasicConstraintsExtension(isAuthority, undefined, true)];
  if (isAuthority) extensions.push(new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true));
  // An OCTET STRING of the sixteen bytes.
  if (typeof model === 'string') extensions.push(new Extension(MODEL_EXTENSION, false, Buffer.from(`0410${model.replaceAll('-', '')}`, 'hex')));
  return X509CertificateGenerator.create({
    serialNumber: (serial++).toString(16).padStart(4, '0'),
    subject,
    issuer,
    notBefore: notBefore ?? new Date('2020-01-01T00:00:00Z'),
    notAfter: notAfter ?? new Date('2050-01-01T00:00:00Z'),
    publicKey: subjectKey,
    signingKey,
    signingAlgorithm: EC,
    extensions,
  });
}

function generate(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(EC, true, ['sign', 'verify']);
}
