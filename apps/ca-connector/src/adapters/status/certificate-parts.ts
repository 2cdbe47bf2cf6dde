import { sha256Hex } from '@paraph/kernel';
import { elements, membersOf, type Element } from '@paraph/timestamps';

const VERSION = 0xa0;

/** What of a certificate names it and its issuer, byte for byte. */
export interface CertificateParts {
  readonly serialNumber: Uint8Array;
  /** Name, DER. */
  readonly issuer: Uint8Array;
  /** Name, DER. */
  readonly subject: Uint8Array;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  /** The bits within, as OCSP digests them (RFC 6960 section 4.1.1). */
  readonly keyBits: Uint8Array;
}

/** @throws for what is no certificate */
export function certificateParts(certificate: Uint8Array): CertificateParts {
  const [toBeSigned] = membersOf(certificate);
  const members = toBeSigned ? elements(toBeSigned.content) : [];
  const [serialNumber, , issuer, , subject, publicKey] = members[0]?.tag === VERSION ? members.slice(1) : members;
  if (!serialNumber || !issuer || !subject || !publicKey) throw new Error('no certificate');
  const [, bits] = elements(publicKey.content);
  if (!bits) throw new Error('no public key');
  // The first octet of a BIT STRING counts unused bits; a key has none.
  return {
    serialNumber: serialNumber.content,
    issuer: issuer.whole,
    subject: subject.whole,
    publicKey: publicKey.whole,
    keyBits: bits.content.subarray(1),
  };
}

/**
 * An issuer as its lists name it: by name alone, so that one that changed its key goes on speaking of what the old one signed (RFC 5280 section
 * 6.3.3 (f)). Whose signature counts is a matter of the pinned keys.
 */
export function issuerId({ subject }: Pick<CertificateParts, 'subject'>): string {
  return sha256Hex(subject);
}

/** A serial number as it is compared: the digits of its octets, without the one that only says that it is positive. */
export function serialText(content: Uint8Array): string {
  const digits = content[0] === 0 && content.length > 1 ? content.subarray(1) : content;
  return Buffer.from(digits).toString('hex');
}

/** GeneralizedTime or UTCTime (RFC 5280 section 4.1.2.5). @throws for anything else */
export function timeOf({ tag, content }: Element): Date {
  const text = Buffer.from(content).toString('latin1');
  const isShort = tag === 0x17;
  const full = isShort ? `${text < '50' ? '20' : '19'}${text}` : text;
  const parts = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/.exec(full);
  if ((!isShort && tag !== 0x18) || !parts) throw new Error('no time');
  const [, year, month, day, hour, minute, second] = parts;
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(time.getTime())) throw new Error('no time');
  return time;
}
