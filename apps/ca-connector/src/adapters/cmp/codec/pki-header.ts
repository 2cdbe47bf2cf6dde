import { AsnArray, AsnProp, AsnPropTypes, AsnType, AsnTypeTypes } from '@peculiar/asn1-schema';
import { PkiFreeText } from './pki-status.js';

/** `id-it-implicitConfirm` (RFC 9810 section 5.1.1.1). */
export const IMPLICIT_CONFIRM = '1.3.6.1.5.5.7.4.13';
/** `id-it-caCerts` (RFC 9810 section 5.3.19.14). */
export const CA_CERTIFICATES = '1.3.6.1.5.5.7.4.17';
/** `id-it-certProfile` (RFC 9810 section 5.1.1.4). */
export const CERTIFICATE_PROFILE = '1.3.6.1.5.5.7.4.21';

/** `InfoTypeAndValue ::= SEQUENCE { infoType, infoValue OPTIONAL }` */
export class InfoTypeAndValue {
  @AsnProp({ type: AsnPropTypes.ObjectIdentifier })
  infoType = '';

  /** DER; `null` for NULL. */
  @AsnProp({ type: AsnPropTypes.Any, optional: true })
  infoValue?: ArrayBuffer | null;
}

/** `SEQUENCE OF InfoTypeAndValue`: generalInfo, and the content of genm and genp. */
@AsnType({ type: AsnTypeTypes.Sequence, itemType: InfoTypeAndValue })
export class InfoValues extends AsnArray<InfoTypeAndValue> {}

/** PKIHeader (RFC 9810 section 5.1.1); names and the algorithm stay as DER, so that they are compared as they came. */
export class PkiHeader {
  @AsnProp({ type: AsnPropTypes.Integer })
  pvno = 2;

  /** GeneralName. */
  @AsnProp({ type: AsnPropTypes.Any })
  sender = new ArrayBuffer(0);

  /** GeneralName. */
  @AsnProp({ type: AsnPropTypes.Any })
  recipient = new ArrayBuffer(0);

  @AsnProp({ type: AsnPropTypes.GeneralizedTime, context: 0, optional: true })
  messageTime?: Date;

  /** AlgorithmIdentifier. */
  @AsnProp({ type: AsnPropTypes.Any, context: 1, optional: true })
  protectionAlg?: ArrayBuffer;

  @AsnProp({ type: AsnPropTypes.OctetString, context: 2, optional: true })
  senderKID?: ArrayBuffer;

  @AsnProp({ type: AsnPropTypes.OctetString, context: 3, optional: true })
  recipKID?: ArrayBuffer;

  @AsnProp({ type: AsnPropTypes.OctetString, context: 4, optional: true })
  transactionID?: ArrayBuffer;

  @AsnProp({ type: AsnPropTypes.OctetString, context: 5, optional: true })
  senderNonce?: ArrayBuffer;

  @AsnProp({ type: AsnPropTypes.OctetString, context: 6, optional: true })
  recipNonce?: ArrayBuffer;

  @AsnProp({ type: PkiFreeText, context: 7, optional: true })
  freeText?: PkiFreeText;

  @AsnProp({ type: InfoValues, context: 8, optional: true })
  generalInfo?: InfoValues;
}

/** A header with these members. */
export function pkiHeader(members: Partial<PkiHeader>): PkiHeader {
  return Object.assign(new PkiHeader(), members);
}

/** An information element of a header or a general message. */
export function information(infoType: string, infoValue?: ArrayBuffer | null): InfoTypeAndValue {
  return Object.assign(new InfoTypeAndValue(), { infoType, ...(infoValue !== undefined && { infoValue }) });
}
