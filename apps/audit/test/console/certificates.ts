import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { webcrypto } from 'node:crypto';

// The library asks for a provider of WebCrypto; its types are of the browser's.
x509.cryptoProvider.set(webcrypto as never);

const EC = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const signingAlgorithm = { name: 'ECDSA', hash: 'SHA-256' } as const;
const YEAR_MS = 365 * 86_400_000;
const ISSUER = 'C=FR,O=Paraph test,CN=Issuing authority of the test';

/** A signer's certificate and those above it, DER. */
export interface TestChain {
  readonly signer: Uint8Array;
  readonly issuer: Uint8Array;
}

/** A certificate as one is for signing documents, and its issuer's, which signed itself. */
export async function aChain(notBefore: Date, { subject = 'C=FR, O=Notaires de Lille, CN=Alice Martin', serialNumber = 'abc123' } = {}): Promise<TestChain> {
  const [issuer, signer] = [await webcrypto.subtle.generateKey(EC, true, ['sign', 'verify']), await webcrypto.subtle.generateKey(EC, true, ['sign', 'verify'])];
  const validity = { notBefore, notAfter: new Date(notBefore.getTime() + YEAR_MS) };
  const { BasicConstraintsExtension, KeyUsageFlags, KeyUsagesExtension, X509CertificateGenerator } = x509;
  const root = await X509CertificateGenerator.createSelfSigned({
    ...validity,
    serialNumber: '01',
    name: ISSUER,
    keys: issuer,
    signingAlgorithm,
    extensions: [new BasicConstraintsExtension(true, undefined, true), new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true)],
  });
  const own = await X509CertificateGenerator.create({
    ...validity,
    serialNumber: serialNumber.padStart(serialNumber.length + (serialNumber.length % 2) + (/^[89a-f]/.test(serialNumber) ? 2 : 0), '0'),
    subject,
    issuer: ISSUER,
    publicKey: signer.publicKey,
    signingKey: issuer.privateKey,
    signingAlgorithm,
    extensions: [new KeyUsagesExtension(KeyUsageFlags.nonRepudiation, true), new x509.CRLDistributionPointsExtension(['http://ca.test/one.crl'])],
  });
  return { signer: new Uint8Array(own.rawData), issuer: new Uint8Array(root.rawData) };
}
