import { AsnConvert, BitString } from '@peculiar/asn1-schema';
import {
  BasicConstraints,
  Certificate,
  CertificatePolicies,
  id_ce_basicConstraints,
  id_ce_certificatePolicies,
  id_ce_keyUsage,
  type Extension,
} from '@peculiar/asn1-x509';
import { createPublicKey, X509Certificate } from 'node:crypto';
import { CertificateReader, type CertificateFacts } from '../../domain/x509/certificate-reader.js';
import { nameText, type DistinguishedName } from '../../domain/x509/distinguished-name.js';
import { der, exact, hexOfInteger } from './bytes.js';
import { asn1Name, readName } from './names.js';
import { digestOf } from './signature-algorithms.js';

/** Extensions whose meaning the facts carry; any other one marked critical must be refused (RFC 5280 section 4.2). */
const understood: ReadonlySet<string> = new Set([id_ce_keyUsage, id_ce_basicConstraints, id_ce_certificatePolicies]);

const usageNames = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
];

/** Reads certificates with the ASN.1 classes; OpenSSL, through Node, has the word on shape and signature. */
export class Asn1CertificateReader extends CertificateReader {
  override read(certificate: Uint8Array): CertificateFacts | undefined {
    try {
      // OpenSSL keeps the bytes it was given for one certificate: anything after them shows as a difference.
      if (!new X509Certificate(certificate).raw.equals(certificate)) return undefined;
      return factsOf(AsnConvert.parse(exact(certificate), Certificate));
    } catch {
      return undefined;
    }
  }

  override isSignedBy(certificate: Uint8Array, publicKey: Uint8Array): boolean {
    try {
      const { signatureAlgorithm } = AsnConvert.parse(exact(certificate), Certificate);
      if (!digestOf(signatureAlgorithm.algorithm)) return false;
      return new X509Certificate(certificate).verify(createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' }));
    } catch {
      return false;
    }
  }

  override encodeName(name: DistinguishedName): Uint8Array {
    return der(asn1Name(name));
  }
}

function factsOf({ tbsCertificate }: Certificate): CertificateFacts {
  const extensions = [...(tbsCertificate.extensions ?? [])];
  if (new Set(extensions.map(({ extnID }) => extnID)).size !== extensions.length) throw new Error('an extension stands twice (RFC 5280 section 4.2)');
  const find = (oid: string): Extension | undefined => extensions.find(({ extnID }) => extnID === oid);
  const keyUsage = find(id_ce_keyUsage);
  const policies = find(id_ce_certificatePolicies);
  const constraints = find(id_ce_basicConstraints);
  return {
    serialNumber: hexOfInteger(tbsCertificate.serialNumber),
    subject: nameText(readName(tbsCertificate.subject)),
    encoded: { subject: der(tbsCertificate.subject), issuer: der(tbsCertificate.issuer) },
    publicKey: der(tbsCertificate.subjectPublicKeyInfo),
    validFrom: tbsCertificate.validity.notBefore.getTime(),
    validTo: tbsCertificate.validity.notAfter.getTime(),
    keyUsage: keyUsage && { usages: usagesOf(keyUsage), critical: keyUsage.critical },
    isAuthority: constraints !== undefined && AsnConvert.parse(constraints.extnValue.buffer, BasicConstraints).cA,
    policies: policies ? [...AsnConvert.parse(policies.extnValue.buffer, CertificatePolicies)].map(({ policyIdentifier }) => policyIdentifier) : [],
    hasUnknownCritical: extensions.some(({ extnID, critical }) => critical && !understood.has(extnID)),
  };
}

function usagesOf({ extnValue }: Extension): string[] {
  const bits = new Uint8Array(AsnConvert.parse(extnValue.buffer, BitString).value);
  return usageNames.filter((_name, position) => ((bits[position >> 3] ?? 0) & (0x80 >> (position & 7))) !== 0);
}
