/*
 * Entries of a revocation list as DER, written byte by byte: a list of 100,000 of them is made in the time that objects of the
 * ASN.1 classes take for a tenth of it. The program of the thread runs this file as it is, so it imports nothing of ours but types.
 */
import type { Revocation, RevocationReason } from '../../../domain/x509/contents.js';

/** CRLReason (RFC 5280 section 5.3.1). */
const reasons: Readonly<Record<RevocationReason, number>> = {
  unspecified: 0,
  keyCompromise: 1,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  privilegeWithdrawn: 9,
};

/** The longest entry: 21 bytes of a serial number, a GeneralizedTime, a reason, and what stands around them. */
const MOST_BYTES = 64;

/** Revocations as one text, which another thread receives without the time that many objects take. */
export function packed(revocations: readonly Revocation[]): string {
  return revocations.map(({ serialNumber, revokedAt, reason }) => `${serialNumber} ${revokedAt.getTime()} ${reasons[reason]}`).join('\n');
}

/** The content of `revokedCertificates` for packed revocations, in their order. */
export function encoded(text: string): Uint8Array {
  const lines = text === '' ? [] : text.split('\n');
  const bytes = Buffer.alloc(lines.length * MOST_BYTES);
  let end = 0;
  for (const line of lines) {
    const [serialNumber = '', milliseconds, reason] = line.split(' ');
    end = writeEntry(bytes, end, { serial: integer(serialNumber), moment: new Date(Number(milliseconds)), reason: Number(reason) });
  }
  return bytes.subarray(0, end);
}

interface Entry {
  readonly serial: Buffer;
  readonly moment: Date;
  readonly reason: number;
}

function writeEntry(bytes: Buffer, start: number, { serial, moment, reason }: Entry): number {
  const time = timeText(moment);
  let at = start + 2;
  bytes[at++] = 0x02;
  bytes[at++] = serial.length;
  at += serial.copy(bytes, at);
  bytes[at++] = time.length === 13 ? 0x17 : 0x18;
  bytes[at++] = time.length;
  at += bytes.write(time, at, 'latin1');
  // `unspecified` is said by saying nothing.
  if (reason !== 0) at += Buffer.of(0x30, 0x0c, 0x30, 0x0a, 0x06, 0x03, 0x55, 0x1d, 0x15, 0x04, 0x03, 0x0a, 0x01, reason).copy(bytes, at);
  bytes[start] = 0x30;
  bytes[start + 1] = at - start - 2;
  return at;
}

/** Content of an INTEGER: shortest form, never negative; 20 bytes are the most a serial number has (RFC 5280 section 4.1.2.2). */
function integer(serialNumber: string): Buffer {
  const digits = serialNumber.replace(/^0+/, '') || '0';
  const bytes = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
  if (serialNumber === '' || bytes.length !== Math.ceil(digits.length / 2) || bytes.length > 20) throw new Error('a serial number that no certificate has');
  return (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
}

/** UTCTime until 2049, GeneralizedTime from then on (RFC 5280 section 5.1.2.6). */
function timeText(moment: Date): string {
  const text = `${moment.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
  return moment.getUTCFullYear() < 2050 ? text.slice(2) : text;
}
