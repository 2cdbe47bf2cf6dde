import { AsnArray, AsnProp, AsnType, AsnTypeTypes, OctetString } from '@peculiar/asn1-schema';
import { createHash } from 'node:crypto';
import { der } from '../x509/bytes.js';

/** `id-aa-signingCertificateV2`. */
export const id_aa_signingCertificateV2 = '1.2.840.113549.1.9.16.2.47';

/** One certificate by its SHA-256, which is the DEFAULT and so must not be named in DER (RFC 5035 section 4). */
class ESSCertIDv2 {
  @AsnProp({ type: OctetString })
  certHash: OctetString;

  constructor(certificate?: Uint8Array) {
    this.certHash = new OctetString(certificate ? createHash('sha256').update(certificate).digest() : new Uint8Array());
  }
}

@AsnType({ type: AsnTypeTypes.Sequence, itemType: ESSCertIDv2 })
class ESSCertIDv2s extends AsnArray<ESSCertIDv2> {}

class SigningCertificateV2 {
  @AsnProp({ type: ESSCertIDv2s })
  certs = new ESSCertIDv2s();
}

/** SigningCertificateV2, DER: which certificate the signature is to be checked with, and no other of the same key (RFC 5816). */
export function signingCertificateV2(certificate: Uint8Array): Uint8Array {
  const attribute = new SigningCertificateV2();
  attribute.certs = new ESSCertIDv2s([new ESSCertIDv2(certificate)]);
  return der(attribute);
}
