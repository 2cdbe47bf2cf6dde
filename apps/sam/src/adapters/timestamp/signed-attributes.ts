import { Attribute, id_contentType, id_messageDigest } from '@peculiar/asn1-cms';
import { AsnArray, AsnConvert, AsnObjectIdentifierConverter, AsnType, AsnTypeTypes, OctetString } from '@peculiar/asn1-schema';
import { id_ct_tstInfo } from '@peculiar/asn1-tsp';
import { der, exact } from '../x509/bytes.js';
import { id_aa_signingCertificateV2, signingCertificateV2 } from './signing-certificate.js';

@AsnType({ type: AsnTypeTypes.Set, itemType: Attribute })
class AttributeSet extends AsnArray<Attribute> {}

/** What the signature covers: the kind of content, its digest, and the one certificate the signature is meant for. */
export function signedAttributes({ digest, certificate }: { readonly digest: Uint8Array; readonly certificate: Uint8Array }): Attribute[] {
  return inOrder([
    attribute(id_contentType, new Uint8Array(AsnObjectIdentifierConverter.toASN(id_ct_tstInfo).toBER())),
    attribute(id_messageDigest, der(new OctetString(digest))),
    attribute(id_aa_signingCertificateV2, signingCertificateV2(certificate)),
  ]);
}

/** The attributes as they are hashed: a SET OF, not the tagged form that travels (RFC 5652 section 5.4). */
export function signedAttributesAsSigned(attributes: readonly Attribute[]): Uint8Array {
  return der(new AttributeSet([...attributes]));
}

/** In DER the members of a SET OF stand in the order of their encodings (X.690 section 11.6). */
export function inOrder<Member>(members: readonly Member[]): Member[] {
  return [...members].sort((one, other) => Buffer.compare(Buffer.from(AsnConvert.serialize(one)), Buffer.from(AsnConvert.serialize(other))));
}

function attribute(type: string, value: Uint8Array): Attribute {
  return new Attribute({ attrType: type, attrValues: [exact(value)] });
}
