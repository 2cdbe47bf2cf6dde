import type { Clock } from '@paraph/kernel';
import { randomBytes } from 'node:crypto';
import { bits, ctx, extension, int, NULL, octets, oid, plain, seq, time } from './der-writer.js';

/** What may be wrong with a header. */
export interface HeaderChange {
  readonly version?: number;
  readonly time?: Date | 'none';
  readonly algorithm?: Uint8Array;
  readonly transaction?: Uint8Array;
  readonly nonce?: Uint8Array;
  /** Further fields, by their tags. */
  readonly more?: readonly Uint8Array[];
}

const anybody = ctx(4, seq());

/** ProtectedPart of a CMP message. */
export function protectedPart(clock: Clock, body: Uint8Array, change: HeaderChange = {}): Uint8Array {
  const header = seq(
    int(change.version ?? 2),
    anybody,
    anybody,
    ...(change.time === 'none' ? [] : [ctx(0, time(change.time ?? clock.now()))]),
    ctx(1, change.algorithm ?? seq(oid('1.2.840.10045.4.3.2'))),
    ctx(4, octets(change.transaction ?? randomBytes(16))),
    ctx(5, octets(change.nonce ?? randomBytes(16))),
    ...(change.more ?? []),
  );
  return seq(header, body);
}

/** Bodies by their choice. */
export const body = {
  p10cr: (csr: Uint8Array) => ctx(4, csr),
  ir: (...messages: readonly Uint8Array[]) => ctx(0, seq(...messages)),
  rr: (...details: readonly Uint8Array[]) => ctx(11, seq(...details)),
  certConf: () => ctx(24, seq(seq(octets(randomBytes(32)), int(0)))),
  pollReq: () => ctx(25, seq(seq(Uint8Array.of(2, 1, 0xff)))),
  genm: (...questions: readonly string[]) => ctx(21, seq(...questions.map((one) => seq(oid(one))))),
};

/** CertReqMsg for a template of these fields; `raVerified` unless something else is said. */
export function requestMessage(template: readonly Uint8Array[], { popo = plain(0), controls }: { popo?: Uint8Array; controls?: Uint8Array } = {}): Uint8Array {
  return seq(seq(int(0), seq(...template), ...(controls ? [controls] : [])), popo);
}

/** The fields of a template: subject and key, as they are encoded in a certificate. */
export function templateOf({ subject, publicKey }: { subject: Uint8Array; publicKey: Uint8Array }, ...more: readonly Uint8Array[]): Uint8Array[] {
  return [ctx(5, subject), ctx(6, contentOf(publicKey)), ...more];
}

/** RevDetails. */
export function revocationOf({ serialNumber, issuer }: { serialNumber: string; issuer: Uint8Array }, ...entryDetails: readonly Uint8Array[]): Uint8Array {
  return seq(seq(plain(1, contentOf(int(serialNumber))), ctx(3, issuer)), ...(entryDetails.length === 0 ? [] : [seq(...entryDetails)]));
}

export const keyUsage = (value: number, critical = true) => extension('2.5.29.15', Uint8Array.of(3, 2, 0, value), critical);
export const contentCommitment = extension('2.5.29.15', Uint8Array.of(3, 2, 6, 0x40), true);
export const implicitConfirm = ctx(8, seq(seq(oid('1.3.6.1.5.5.7.4.13'), NULL)));

/** PKCS#10 of these parts, signed as somebody likes. */
export function requestFor(parts: { subject: Uint8Array; publicKey: Uint8Array }, sign: (info: Uint8Array) => Uint8Array): Uint8Array {
  const info = seq(int(0), parts.subject, parts.publicKey, ctx(0));
  return seq(info, seq(oid('1.2.840.10045.4.3.2')), bits(sign(info)));
}

/** Of an element whose length takes one octet, or two. */
function contentOf(element: Uint8Array): Uint8Array {
  return element.subarray((element[1] ?? 0) < 0x80 ? 2 : 3);
}
