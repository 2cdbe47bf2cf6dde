import { AdesError } from '../ades-error.js';
import { unreadable } from './pdf-reader.js';
import { maximumFileBytes, vacantByteRange } from './signature-dictionary.js';

/** Two spans as offset and length: the file without the Contents string (ISO 32000-1 section 12.8.1). */
export type ByteRange = readonly [number, number, number, number];

/** Writes the byte range of the signature dictionary that begins at the offset, without moving a byte. */
export function fillByteRange(source: string, dictionaryOffset: number): { bytes: Buffer; byteRange: ByteRange } {
  const at = source.indexOf(vacantByteRange, dictionaryOffset);
  const gapStart = source.indexOf('<', at + vacantByteRange.length);
  const gapEnd = source.indexOf('>', gapStart) + 1;
  if (source.length > maximumFileBytes) throw unreadable('it is too large to sign');
  const byteRange: ByteRange = [0, gapStart, gapEnd, source.length - gapEnd];
  const written = writtenByteRange(byteRange);
  const filled = `${source.slice(0, at)}${written}${source.slice(at + written.length)}`;
  return { bytes: Buffer.from(filled, 'latin1'), byteRange };
}

/** The bytes the signature covers. */
export function coveredBytes(bytes: Uint8Array, [start, length, resume, rest]: ByteRange): Uint8Array {
  return Buffer.concat([bytes.subarray(start, start + length), bytes.subarray(resume, resume + rest)]);
}

/**
 * Insists that the range is the one written in the document, spans the whole file, and leaves out nothing but a vacant
 * Contents string; anything looser is how signed files are made to show unsigned content.
 * @throws AdesError `byte_range.wrong`
 */
export function checkByteRange(bytes: Uint8Array, byteRange: ByteRange): void {
  const [start, gapStart, gapEnd, rest] = byteRange;
  const before = Buffer.from(bytes.subarray(Math.max(0, gapStart - 128), gapStart)).toString('latin1');
  const gap = Buffer.from(bytes.subarray(gapStart, gapEnd)).toString('latin1');
  const spansFile = start === 0 && gapStart > 0 && gapEnd > gapStart && gapEnd + rest === bytes.byteLength;
  const asWritten = before.endsWith(`/ByteRange ${writtenByteRange(byteRange)} /Contents `);
  if (!spansFile || !asWritten || !/^<(?:00)+>$/.test(gap)) {
    throw new AdesError('byte_range.wrong', 'The byte range does not cover the whole document around its empty signature.');
  }
}

/** The room for a signature, in bytes of DER. */
export function contentsBytes([, gapStart, gapEnd]: ByteRange): number {
  return (gapEnd - gapStart - 2) / 2;
}

function writtenByteRange(byteRange: ByteRange): string {
  return `[${byteRange.join(' ')}]`.padEnd(vacantByteRange.length, ' ');
}
