import type { PdfValue } from './pdf-value.js';

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** A text string (ISO 32000-1 section 7.9.2.2): literal when it is printable ASCII, else UTF-16BE with its byte order mark. */
export function encodeTextString(text: string): PdfValue {
  if (/^[ -~]*$/.test(text)) return { kind: 'string', source: `(${text.replace(/[\\()]/g, '\\$&')})` };
  const utf16 = Buffer.from(`\uFEFF${text}`, 'utf16le').swap16();
  return { kind: 'string', source: `<${utf16.toString('hex').toUpperCase()}>` };
}

/** The text of a string object, or undefined for any other object. */
export function decodeTextString(value: PdfValue | undefined): string | undefined {
  if (value?.kind !== 'string') return undefined;
  const bytes = value.source.startsWith('<') ? hexBytes(value.source) : literalBytes(value.source);
  if (bytes.length >= 2 && bytes.readUInt16BE(0) === 0xfeff) {
    return Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2)))
      .swap16()
      .toString('utf16le');
  }
  // PDFDocEncoding is taken for Latin-1: good enough to compare field names, which is all this is for.
  return bytes.toString('latin1');
}

/** A date (section 7.9.4), always in universal time. */
export function encodeDate(instant: Date): PdfValue {
  const digits = instant.toISOString().replace(/\D/g, '').slice(0, 14);
  return { kind: 'string', source: `(D:${digits}Z)` };
}

/** An odd final digit counts as if a zero followed (section 7.3.4.3). */
function hexBytes(source: string): Buffer {
  const digits = source.replace(/[^0-9A-Fa-f]/g, '');
  return Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, 'hex');
}

function literalBytes(source: string): Buffer {
  const text = source.slice(1, -1).replace(/\\(?:([0-7]{1,3})|(\r\n|[\s\S]))/g, (_, octal: string | undefined, character: string = '') => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
    if (/[\r\n]/.test(character)) return '';
    return escapes[character] ?? character;
  });
  return Buffer.from(text, 'latin1');
}
