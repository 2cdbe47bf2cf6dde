import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { Certificate, id_ce_subjectKeyIdentifier } from '@peculiar/asn1-x509';

/** What a certificate says its key is called by, which a signature's senderKID repeats (RFC 9810 section 5.1.1). */
export function subjectKeyIdentifier(certificate: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const { extensions } = AsnConvert.parse(certificate, Certificate).tbsCertificate;
  const identifier = extensions?.find(({ extnID }) => extnID === id_ce_subjectKeyIdentifier);
  return identifier && new Uint8Array(AsnConvert.parse(identifier.extnValue.buffer, OctetString).buffer);
}
