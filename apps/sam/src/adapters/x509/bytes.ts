import { AsnConvert } from '@peculiar/asn1-schema';
import { Time } from '@peculiar/asn1-x509';

/** An ASN.1 object as DER. */
export function der(object: unknown): Uint8Array {
  return new Uint8Array(AsnConvert.serialize(object));
}

/** The same bytes as a buffer of exactly their length, which the ASN.1 classes want. */
export function exact(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}

/** A hexadecimal serial number as the content of an INTEGER, shortest form, never negative (X.690 section 8.3). */
export function integerContent(hex: string): ArrayBuffer {
  const digits = hex.replace(/^0+/, '') || '0';
  const bytes = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
  return exact((bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes);
}

/** The content of an INTEGER as hexadecimal without leading zeros of its sign. */
export function hexOfInteger(content: Uint8Array): string {
  return Buffer.from(content)
    .toString('hex')
    .replace(/^(?:00)+(?=..)/, '');
}

/** UTCTime until 2049, GeneralizedTime from then on (RFC 5280 sections 4.1.2.5 and 5.1.2.4), DER. */
export function encodeTime(moment: Date): Uint8Array {
  return der(new Time(moment));
}

/** The moment without its fraction of a second, which DER's times must not have here (RFC 5280 section 4.1.2.5.2). */
export function wholeSeconds(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / 1_000) * 1_000);
}

/** A GeneralizedTime, DER, in whole seconds. */
export function generalizedTime(moment: Date): Uint8Array {
  const text = `${moment.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
  return Buffer.concat([Uint8Array.of(0x18, text.length), Buffer.from(text, 'latin1')]);
}
