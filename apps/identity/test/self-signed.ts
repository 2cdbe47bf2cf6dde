import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { webcrypto } from 'node:crypto';

x509.cryptoProvider.set(webcrypto as never);
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** A certificate with its key, PEM, and as DER in standard Base64. */
export interface SelfSigned {
  readonly certificate: string;
  readonly key: string;
  readonly der: string;
}

/** A certificate of nobody but itself. */
export async function selfSigned(name = 'CN=Example', days = 1): Promise<SelfSigned> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const notBefore = new Date(Date.now() - 2 * 24 * 60 * 60_000);
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    name,
    keys: keys as never, // Reason: the library names the browser's key types; Node's are the same objects under another name.
    serialNumber: '01',
    signingAlgorithm: algorithm,
    notBefore,
    notAfter: new Date(notBefore.getTime() + (days + 2) * 24 * 60 * 60_000),
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    certificate: made.toString('pem'),
    key: `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`,
    der: Buffer.from(made.rawData).toString('base64'),
  };
}
