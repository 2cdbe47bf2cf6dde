import { RevocationListReader } from '../domain/revocation-list-reader.js';
import { elements, membersOf } from '@paraph/timestamps';

const SEQUENCE = 0x30;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;

/**
 * Reads the entries of a list (RFC 5280 section 5.1.2.6) in place: there may be a hundred thousand of them, and nearly all are older than what is
 * asked for.
 */
export class DerRevocationListReader extends RevocationListReader {
  override revokedSince(crl: Uint8Array, since: Date): readonly string[] {
    const entries = entriesOf(crl);
    const from = `${since.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
    const found: string[] = [];
    for (let at = 0; at < entries.length;) {
      const entry = header(entries, at);
      const serial = header(entries, entry.content);
      const time = header(entries, serial.end);
      if (timeOf(entries, time) >= from) found.push(hex(entries.subarray(serial.content, serial.end)));
      at = entry.end;
    }
    return found;
  }
}

/** `revokedCertificates` is the sequence behind the times; a list without entries has none. */
function entriesOf(crl: Uint8Array): Uint8Array {
  const [toBeSigned] = membersOf(crl);
  if (!toBeSigned) throw new Error('no list');
  const parts = elements(toBeSigned.content);
  const lastTime = parts.findLastIndex(({ tag }) => tag === UTC_TIME || tag === GENERALIZED_TIME);
  const next = lastTime < 0 ? undefined : parts[lastTime + 1];
  return next?.tag === SEQUENCE ? next.content : new Uint8Array();
}

interface Span {
  readonly tag: number;
  readonly content: number;
  readonly end: number;
}

function header(bytes: Uint8Array, at: number): Span {
  const [tag, first] = [bytes[at], bytes[at + 1]];
  if (tag === undefined || first === undefined || first > 0x84) throw new Error('no DER');
  let [length, content] = [first, at + 2];
  if (first > 0x80) {
    length = 0;
    for (const end = content + first - 0x80; content < end; content += 1) length = length * 256 + (bytes[content] ?? NaN);
  }
  if (!(content + length <= bytes.length)) throw new Error('an element ends after its bytes');
  return { tag, content, end: content + length };
}

/** As fourteen digits and a Z: UTCTime covers 1950 to 2049 (RFC 5280 section 4.1.2.5.1). */
function timeOf(bytes: Uint8Array, { tag, content, end }: Span): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + content, end - content).toString('latin1');
  if (tag === GENERALIZED_TIME) return text;
  return `${text < '50' ? '20' : '19'}${text}`;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('hex')
    .replace(/^(?:00)+(?=..)/, '');
}
