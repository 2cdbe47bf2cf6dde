import 'reflect-metadata';
import { CertificatePolicies, PolicyInformation } from '@peculiar/asn1-x509';
import { AsnConvert } from '@peculiar/asn1-schema';
import * as x509 from '@peculiar/x509';
import { webcrypto } from 'node:crypto';

x509.cryptoProvider.set(webcrypto as never);
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

// The library names the browser's key types; Node's are the same objects under another name.
type Keys = Exclude<Parameters<typeof x509.X509CertificateGenerator.createSelfSigned>[0], { publicKey: unknown }>['keys'];
const newKeys = async (): Promise<Keys> => (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as never;

/** An issuing and an end-entity certificate, DER as Base64, end entity first. */
export async function certificatePair(subject: ConstructorParameters<typeof x509.Name>[0]): Promise<[string, string]> {
  const [issuerKeys, keys] = [await newKeys(), await newKeys()];
  const issuerName = new x509.Name([{ C: ['FR'] }, { O: ['Example, Trust'] }, { CN: ['Issuing CA'] }]).toString();
  const dates = { notBefore: new Date('2027-01-02T03:04:05Z'), notAfter: new Date('2029-01-02T03:04:05Z') };
  const issuer = await x509.X509CertificateGenerator.createSelfSigned({
    name: issuerName,
    keys: issuerKeys,
    serialNumber: '01',
    signingAlgorithm: algorithm,
    ...dates,
  });
  const policies = new CertificatePolicies([new PolicyInformation({ policyIdentifier: '0.4.0.194112.1.2' })]);
  const leaf = await x509.X509CertificateGenerator.create({
    subject: new x509.Name(subject),
    issuer: issuerName,
    publicKey: keys.publicKey,
    signingKey: issuerKeys.privateKey,
    serialNumber: '00f1ab02',
    signingAlgorithm: algorithm,
    extensions: [new x509.Extension('2.5.29.32', false, AsnConvert.serialize(policies))],
    ...dates,
  });
  return [Buffer.from(leaf.rawData).toString('base64'), Buffer.from(issuer.rawData).toString('base64')];
}
