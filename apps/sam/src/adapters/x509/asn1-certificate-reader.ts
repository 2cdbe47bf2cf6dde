import { AsnConvert, BitString } from '@peculiar/asn1-schema';
import {
  BasicConstraints,
  CertificatePolicies,
  ExtendedKeyUsage,
  id_ce_basicConstraints,
  id_ce_certificatePolicies,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  Name,
  type Extension,
} from '@peculiar/asn1-x509';
import { createPublicKey, X509Certificate } from 'node:crypto';
import { CertificateReader, type CertificateFacts } from '../../domain/x509/certificate-reader.js';
import { nameText, type DistinguishedName } from '../../domain/x509/distinguished-name.js';
import { der, exact, hexOfInteger } from './bytes.js';
import { certificateParts, signatureAlgorithmOf, type CertificateParts } from './certificate-parts.js';
import { keyUsageNames } from './key-usage-names.js';
import { asn1Name, readName } from './names.js';
import { digestOf } from './signature-algorithms.js';

/** Extensions whose meaning the facts carry; any other one marked critical must be refused (RFC 5280 section 4.2). */
const understood: ReadonlySet<string> = new Set([id_ce_keyUsage, id_ce_extKeyUsage, id_ce_basicConstraints, id_ce_certificatePolicies]);

/** Reads certificates with the ASN.1 classes; OpenSSL, through Node, has the word on shape and signature. */
export class Asn1CertificateReader extends CertificateReader {
  override read(certificate: Uint8Array): CertificateFacts | undefined {
    try {
      // OpenSSL keeps the bytes it was given for one certificate: anything after them shows as a difference.
      if (!new X509Certificate(certificate).raw.equals(certificate)) return undefined;
      return factsOf(certificateParts(certificate));
    } catch {
      return undefined;
    }
  }

  override isSignedBy(certificate: Uint8Array, publicKey: Uint8Array): boolean {
    try {
      if (!digestOf(signatureAlgorithmOf(certificate))) return false;
      return new X509Certificate(certificate).verify(createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' }));
    } catch {
      return false;
    }
  }

  override encodeName(name: DistinguishedName): Uint8Array {
    return der(asn1Name(name));
  }
}

function factsOf({ serialNumber, issuer, subject, publicKey, validity, extensions }: CertificateParts): CertificateFacts {
  if (new Set(extensions.map(({ extnID }) => extnID)).size !== extensions.length) throw new Error('an extension stands twice (RFC 5280 section 4.2)');
  const find = (oid: string): Extension | undefined => extensions.find(({ extnID }) => extnID === oid);
  const keyUsage = find(id_ce_keyUsage);
  const extended = find(id_ce_extKeyUsage);
  const policies = find(id_ce_certificatePolicies);
  const constraints = find(id_ce_basicConstraints);
  const subjectAttributes = readName(AsnConvert.parse(exact(subject), Name));
  return {
    serialNumber: hexOfInteger(exact(serialNumber)),
    subject: nameText(subjectAttributes),
    subjectAttributes,
    // As they stand, and not as this process would write them: whoever compares names compares what was signed.
    encoded: { subject: Uint8Array.from(subject), issuer: Uint8Array.from(issuer) },
    publicKey: Uint8Array.from(publicKey),
    validFrom: validity.notBefore.getTime(),
    validTo: validity.notAfter.getTime(),
    keyUsage: keyUsage && { usages: usagesOf(keyUsage), critical: keyUsage.critical },
    extendedKeyUsage: extended && { usages: [...AsnConvert.parse(extended.extnValue.buffer, ExtendedKeyUsage)], critical: extended.critical },
    isAuthority: constraints !== undefined && AsnConvert.parse(constraints.extnValue.buffer, BasicConstraints).cA,
    policies: policies ? [...AsnConvert.parse(policies.extnValue.buffer, CertificatePolicies)].map(({ policyIdentifier }) => policyIdentifier) : [],
    hasUnknownCritical: extensions.some(({ extnID, critical }) => critical && !understood.has(extnID)),
  };
}

function usagesOf({ extnValue }: Extension): string[] {
  return keyUsageNames(AsnConvert.parse(extnValue.buffer, BitString).value);
}
