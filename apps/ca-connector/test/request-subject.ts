import { CertificationRequest } from '@peculiar/asn1-csr';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate, type Name } from '@peculiar/asn1-x509';

/** The subject of a certification request, in a form to compare by. */
export function requestSubject(csr: Uint8Array): string {
  return encoded(AsnConvert.parse(csr, CertificationRequest).certificationRequestInfo.subject);
}

/** The subject of a certificate, likewise. */
export function certificateSubject(certificate: Uint8Array): string {
  return encoded(AsnConvert.parse(certificate, Certificate).tbsCertificate.subject);
}

function encoded(name: Name): string {
  return Buffer.from(AsnConvert.serialize(name)).toString('base64');
}
