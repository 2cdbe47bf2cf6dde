import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate, CertificatePolicies, id_ce_certificatePolicies, type AttributeTypeAndValue, type Name } from '@peculiar/asn1-x509';
import { toHex } from '@paraph/kernel';
import { Certificates, type CertificateFacts } from '../domain/certificates.js';
import { distinguishedName, type NameAttribute } from '../domain/distinguished-name.js';
import { id_pe_qcStatements, qcStatementIds } from './qc-statements.js';

/** Certificates read from their DER (RFC 5280 section 4.1). */
export class DerCertificates extends Certificates {
  override read(certificate: string): CertificateFacts {
    const { tbsCertificate: signed } = AsnConvert.parse(Buffer.from(certificate, 'base64'), Certificate);
    return {
      issuer: distinguishedName(elements(signed.issuer)),
      subject: distinguishedName(elements(signed.subject)),
      shortName: distinguishedName(
        elements(signed.subject)
          .toSorted(byShortName)
          .filter((element) => element.some(isShortName)),
      ),
      serialNumber: hexadecimal(signed.serialNumber),
      validFrom: signed.validity.notBefore.getTime(),
      validTo: signed.validity.notAfter.getTime(),
      policies: policies(signed),
      qcStatements: qcStatements(signed),
    };
  }
}

function elements(name: Name): NameAttribute[][] {
  return Array.from(name, (element) => Array.from(element, attribute));
}

function attribute({ type, value }: AttributeTypeAndValue): NameAttribute {
  // Whatever is no string of X.520 stays undecoded in `anyValue`.
  const text = value.anyValue === undefined ? value.toString() : undefined;
  return { type, text, der: new Uint8Array(AsnConvert.serialize(value)) };
}

/** Organisation and common name, by which CSC v1 names a certificate (v1 11.9). */
const shortNames: readonly string[] = ['2.5.4.3', '2.5.4.10'];

function isShortName({ type }: NameAttribute): boolean {
  return shortNames.includes(type);
}

// The text of a name begins with its last element: `O` goes before `CN`, whatever the certificate has.
function byShortName([one]: NameAttribute[], [other]: NameAttribute[]): number {
  return shortNames.indexOf(one?.type ?? '') - shortNames.indexOf(other?.type ?? '');
}

/** The integer's octets without the one that only keeps it positive. */
function hexadecimal(serialNumber: ArrayBuffer): string {
  const octets = new Uint8Array(serialNumber);
  return toHex(octets[0] === 0 && octets.length > 1 ? octets.subarray(1) : octets).toUpperCase();
}

function policies({ extensions }: Certificate['tbsCertificate']): string[] {
  const found = extensions?.find(({ extnID }) => extnID === id_ce_certificatePolicies);
  return found === undefined ? [] : AsnConvert.parse(found.extnValue, CertificatePolicies).map(({ policyIdentifier }) => policyIdentifier);
}

function qcStatements({ extensions }: Certificate['tbsCertificate']): string[] {
  const found = extensions?.find(({ extnID }) => extnID === id_pe_qcStatements);
  return found === undefined ? [] : qcStatementIds(found.extnValue.buffer);
}
