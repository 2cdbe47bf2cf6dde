import { toHex } from '../encoding.js';
import { NotDer, TAG, type DerElement } from './der-reader.js';

/** Dotted form of an OBJECT IDENTIFIER's content (X.690 section 8.19). @throws NotDer */
export function oidOf({ content }: DerElement): string {
  if (content.length === 0 || content.length > 40 || (content.at(-1) ?? 0) >= 0x80) throw new NotDer('no object identifier');
  const arcs: bigint[] = [];
  let arc = 0n;
  let isFirst = true;
  for (const octet of content) {
    if (isFirst && octet === 0x80) throw new NotDer('an arc that is not the shortest');
    arc = arc * 128n + BigInt(octet & 0x7f);
    isFirst = octet < 0x80;
    if (isFirst) {
      arcs.push(arc);
      arc = 0n;
    }
  }
  const [both = 0n, ...rest] = arcs;
  const top = both < 80n ? both / 40n : 2n;
  return [top, both - top * 40n, ...rest].join('.');
}

/** A positive INTEGER as hexadecimal, in the form serial numbers have here. @throws NotDer */
export function hexOf({ content }: DerElement): string {
  const [first, second] = content;
  if (first === undefined || first >= 0x80) throw new NotDer('no positive integer');
  if (first === 0 && second !== undefined && second < 0x80) throw new NotDer('an integer that is not the shortest');
  return toHex(content.length > 1 && first === 0 ? content.subarray(1) : content);
}

/** A small INTEGER or ENUMERATED. @throws NotDer */
export function numberOf(element: DerElement): number {
  if (element.content.length > 4) throw new NotDer('a number beyond all that is read here');
  return Number.parseInt(hexOf(element), 16);
}

/** BOOLEAN; in DER `true` is one value (X.690 section 11.1). @throws NotDer */
export function booleanOf({ content }: DerElement): boolean {
  if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) throw new NotDer('no boolean');
  return content[0] === 0xff;
}

/** A BIT STRING of whole octets, such as a signature. @throws NotDer */
export function octetsOf({ content }: DerElement): Uint8Array {
  if (content[0] !== 0) throw new NotDer('a bit string that ends within an octet');
  return content.subarray(1);
}

/** UTCTime or GeneralizedTime in UTC, in whole seconds (RFC 5280 section 4.1.2.5). @throws NotDer */
export function momentOf({ tag, content }: DerElement): Date {
  const text = Buffer.from(content).toString('latin1');
  const parts = (tag === TAG.utcTime ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/ : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/).exec(text);
  if (!parts || (tag !== TAG.utcTime && tag !== TAG.generalizedTime)) throw new NotDer('no moment in UTC');
  const [year = '', month, day, hour, minute, second] = parts.slice(1);
  const whole = year.length === 4 ? year : `${Number(year) < 50 ? '20' : '19'}${year}`;
  const written = `${whole}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const moment = new Date(written);
  if (Number.isNaN(moment.getTime()) || moment.toISOString() !== written) throw new NotDer('a moment that does not exist');
  return moment;
}

/** Whether two are the same bytes. */
export function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
