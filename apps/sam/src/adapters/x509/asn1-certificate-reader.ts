import { type DerExtension } from '@paraph/kernel';
import { id_ce_basicConstraints, id_ce_certificatePolicies, id_ce_extKeyUsage, id_ce_keyUsage } from '@peculiar/asn1-x509';
import { X509Certificate } from 'node:crypto';
import { CertificateReader, type CertificateFacts } from '../../domain/x509/certificate-reader.js';
import { nameText, type DistinguishedName } from '../../domain/x509/distinguished-name.js';
import { hexOfInteger } from './bytes.js';
import { certificateParts, signatureAlgorithmOf, type CertificateParts } from './certificate-parts.js';
import { readConstraints, readKeyUsage, readPolicies, readPurposes } from './extension-values.js';
import { importedKey } from './imported-key.js';
import { encodeName, readName } from './names.js';
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
      return new X509Certificate(certificate).verify(importedKey(publicKey));
    } catch {
      return false;
    }
  }

  override encodeName(name: DistinguishedName): Uint8Array {
    return encodeName(name);
  }
}

function factsOf({ serialNumber, issuer, subject, publicKey, validity, extensions }: CertificateParts): CertificateFacts {
  if (new Set(extensions.map(({ oid }) => oid)).size !== extensions.length) throw new Error('an extension stands twice (RFC 5280 section 4.2)');
  const find = (wanted: string): DerExtension | undefined => extensions.find(({ oid }) => oid === wanted);
  const keyUsage = find(id_ce_keyUsage);
  const extended = find(id_ce_extKeyUsage);
  const policies = find(id_ce_certificatePolicies);
  const constraints = find(id_ce_basicConstraints);
  const subjectAttributes = readName(subject).map(({ attribute, value }) => ({ attribute, value }));
  return {
    serialNumber: hexOfInteger(serialNumber),
    subject: nameText(subjectAttributes),
    subjectAttributes,
    // As they stand, and not as this process would write them: whoever compares names compares what was signed.
    encoded: { subject: Uint8Array.from(subject), issuer: Uint8Array.from(issuer) },
    publicKey: Uint8Array.from(publicKey),
    validFrom: validity.notBefore.at,
    validTo: validity.notAfter.at,
    keyUsage: keyUsage && { usages: readKeyUsage(keyUsage.value), critical: keyUsage.critical },
    extendedKeyUsage: extended && { usages: readPurposes(extended.value), critical: extended.critical },
    isAuthority: constraints !== undefined && readConstraints(constraints.value).isAuthority,
    policies: policies ? readPolicies(policies.value) : [],
    hasUnknownCritical: extensions.some(({ oid, critical }) => critical && !understood.has(oid)),
  };
}
